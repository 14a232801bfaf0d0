package io.grampus.cli.plugin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What later steps of a pipeline get to know of a plugin step.
 *
 * @param plan what was done
 * @param digests the manifest's digest by name
 */
public record PluginReport(PluginPlan plan, Map<String, String> digests) {
  /** Copies the map. */
  public PluginReport {
    digests = Map.copyOf(digests);
  }

  /** The content of the artifact file: a JSON document of the kind {@code docker/v1}. */
  public String artifact() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("kind", "docker/v1");
    ObjectNode data = root.putObject("data");
    data.put("registryType", "Docker");
    data.put(
        "registryUrl",
        plan.registry().isEmpty() ? RegistryCredentials.DOCKER_HUB : plan.registry());
    ArrayNode images = data.putArray("images");
    for (String name : plan.names()) {
      images.addObject().put("image", name).put("digest", digests.getOrDefault(name, ""));
    }
    return root.toPrettyString() + System.lineSeparator();
  }

  /** Lines of the form name=value for the file that DRONE_OUTPUT or GITHUB_OUTPUT names. */
  public String variables() {
    return plan.names().stream()
        .map(name -> digests.getOrDefault(name, ""))
        .filter(digest -> !digest.isEmpty())
        .findFirst()
        .map(digest -> "digest=" + digest + "\n")
        .orElse("");
  }
}
