package io.grampus.cli.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.os.GrampusException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a registry wants to know of the user, from the settings, in the format of
 * containers-auth.json(5). It goes into a file that skopeo reads, never onto a command line.
 *
 * @param document the file's content
 * @param secrets what in it must not be shown
 */
public record RegistryCredentials(String document, List<String> secrets) {
  /** What Docker Hub goes by among credentials. */
  static final String DOCKER_HUB = "https://index.docker.io/v1/";

  /** Copies the list. */
  public RegistryCredentials {
    secrets = List.copyOf(secrets);
  }

  /**
   * The credentials that the settings give; empty where they give none.
   *
   * @param registry the host, with a port if need be; empty for Docker Hub
   * @throws GrampusException {@code plugin-setting} where a half is missing, or {@code config} is
   *     no JSON object
   */
  public static Optional<RegistryCredentials> of(Settings settings, String registry) {
    String username = first(settings, "username", "DOCKER_USERNAME");
    String password = first(settings, "password", "DOCKER_PASSWORD");
    String config = first(settings, "config", "DOCKER_PLUGIN_CONFIG");
    if (username.isEmpty() != password.isEmpty()) {
      String missing = username.isEmpty() ? "username" : "password";
      throw new GrampusException(
          "plugin-setting",
          "the setting " + missing + " is missing",
          "give both username and password, or neither");
    }
    if (username.isEmpty() && config.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode root = config.isEmpty() ? new ObjectMapper().createObjectNode() : parse(config);
    List<String> secrets = new ArrayList<>();
    root.path("auths").forEach(entry -> remember(entry, secrets));
    if (!username.isEmpty()) {
      String pair = username + ":" + password;
      String auth = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      String key = registry.isEmpty() ? DOCKER_HUB : registry;
      root.withObjectProperty("auths").withObjectProperty(key).put("auth", auth);
      secrets.addAll(List.of(password, auth));
    }
    return Optional.of(new RegistryCredentials(root.toString(), secrets));
  }

  private static String first(Settings settings, String name, String variable) {
    String text = settings.text(name);
    return text.isEmpty() ? settings.variable(variable) : text;
  }

  private static ObjectNode parse(String config) {
    try {
      if (new ObjectMapper().readTree(config) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // its message would show the text, which holds secrets
    }
    throw new GrampusException(
        "plugin-setting",
        "the setting config is not a JSON object",
        "give it the content of a Docker config.json");
  }

  private static void remember(JsonNode entry, List<String> secrets) {
    for (String member : List.of("auth", "password", "identitytoken", "registrytoken")) {
      secrets.add(entry.path(member).asText());
    }
    String auth = entry.path("auth").asText();
    try {
      String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      secrets.add(pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      // skopeo will say that it is wrong
    }
  }
}
