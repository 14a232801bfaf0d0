package io.grampus.tests.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The systems of docs/ci. Each makes of its example the step that it would start for v1.2.3. */
enum FakeSystem {
  DRONE("drone.yml", "1,1.2,1.2.3") {
    @Override
    FakeStep step(JsonNode example, Workspace workspace) {
      Map<String, String> variables = droneVariables();
      variables.put("DRONE", "true");
      putSettings(variables, example.at("/steps/0/settings"));
      return plugin(variables);
    }
  },

  HARNESS("harness.yaml", "7,latest") {
    @Override
    FakeStep step(JsonNode example, Workspace workspace) {
      Map<String, String> variables = droneVariables();
      variables.put("HARNESS_BUILD_ID", "7");
      variables.put("DRONE_OUTPUT", workspace.out("harness-output").toString());
      putSettings(variables, example.at("/stage/spec/execution/steps/0/step/spec/settings"));
      return plugin(variables);
    }
  },

  GITLAB("gitlab-ci.yml", "1,1.2,1.2.3") {
    @Override
    FakeStep step(JsonNode example, Workspace workspace) {
      JsonNode job = example.path("build-image");
      Map<String, String> variables = new TreeMap<>();
      variables.put("CI", "true");
      variables.put("GITLAB_CI", "true");
      variables.put("CI_COMMIT_SHA", REVISION);
      variables.put("CI_COMMIT_REF_NAME", "v1.2.3");
      variables.put("CI_COMMIT_TAG", "v1.2.3");
      variables.put("CI_DEFAULT_BRANCH", "main");
      variables.put("CI_PROJECT_URL", "https://git.example/team/web");
      variables.put("CI_REGISTRY", REGISTRY);
      variables.put("CI_REGISTRY_IMAGE", REGISTRY + "/team/web");
      variables.put("CI_REGISTRY_USER", USER);
      variables.put("CI_REGISTRY_PASSWORD", PASSWORD);
      Map<String, String> known = Map.copyOf(variables);
      job.path("variables")
          .properties()
          .forEach(each -> variables.put(each.getKey(), expand(each.getValue().asText(), known)));
      return new FakeStep(variables, lines(job.path("script")), List.of());
    }
  },

  GITHUB("github-actions.yml", "1,1.2,1.2.3") {
    @Override
    FakeStep step(JsonNode example, Workspace workspace) {
      JsonNode step = example.at("/jobs/image/steps/1");
      Map<String, String> variables = new TreeMap<>();
      variables.put("CI", "true");
      variables.put("GITHUB_ACTIONS", "true");
      variables.put("GITHUB_SHA", REVISION);
      variables.put("GITHUB_REF", "refs/tags/v1.2.3");
      variables.put("GITHUB_SERVER_URL", "https://git.example");
      variables.put("GITHUB_REPOSITORY", "team/web");
      variables.put("GITHUB_OUTPUT", workspace.file("github-output", "").toString());
      step.path("env")
          .properties()
          .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
      return new FakeStep(variables, step.path("run").asText(), List.of());
    }
  },

  TEKTON("tekton-task.yaml", "1.2.3") {
    @Override
    FakeStep step(JsonNode example, Workspace workspace) {
      JsonNode step = example.at("/spec/steps/0");
      Map<String, String> replacements = new TreeMap<>();
      example
          .at("/spec/params")
          .forEach(
              each ->
                  replacements.put(
                      "params." + each.path("name").asText(), each.path("default").asText()));
      replacements.put("params.TLS_VERIFY", "false");
      replacements.put("params.IMAGE", REGISTRY + "/team/web:1.2.3");
      replacements.put("workspaces.source.path", workspace.context().toString());
      replacements.put("workspaces.dockerconfig.bound", "true");
      replacements.put("workspaces.dockerconfig.path", workspace.directory("config").toString());
      for (String result : List.of("IMAGE_DIGEST", "IMAGE_URL")) {
        replacements.put("results." + result + ".path", workspace.out(result).toString());
      }
      String account = "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(REGISTRY, AUTH);
      workspace.file("config/config.json", account.replace(REGISTRY, registry(workspace)));
      Map<String, String> variables = new TreeMap<>();
      for (JsonNode each : step.path("env")) {
        variables.put(
            each.path("name").asText(), replace(each.path("value").asText(), replacements));
      }
      variables.put("HOME", workspace.folder().resolve("home").toString());
      // the parameter BUILD_ARGS
      List<String> arguments = List.of("--pull=false", "--build-arg", "TOKEN=t0ken");
      return new FakeStep(
          variables, replace(step.path("script").asText(), replacements), arguments);
    }
  },

  KUBERNETES("kubernetes-job.yaml", "latest") {
    @Override
    FakeStep step(JsonNode example, Workspace workspace) {
      JsonNode container = example.at("/spec/template/spec/containers/0");
      Map<String, String> variables = new TreeMap<>();
      Map<String, String> secret = Map.of("username", USER, "password", PASSWORD);
      for (JsonNode each : container.path("env")) {
        String key = each.at("/valueFrom/secretKeyRef/key").asText();
        variables.put(
            each.path("name").asText(),
            key.isEmpty() ? each.path("value").asText() : secret.getOrDefault(key, ""));
      }
      return plugin(variables);
    }
  };

  static final String USER = "user";
  static final String PASSWORD = "pass:word";

  /** User and password as skopeo and the registry exchange them. */
  static final String AUTH = "dXNlcjpwYXNzOndvcmQ=";

  static final String REVISION = "0123456789abcdef0123456789abcdef01234567";
  private static final String REGISTRY = "registry.example";

  private final String file;
  private final String tags;

  FakeSystem(String file, String tags) {
    this.file = file;
    this.tags = tags;
  }

  /** Makes the step of the example, whose secrets and expressions have their values. */
  abstract FakeStep step(JsonNode example, Workspace workspace);

  /** The tags that the image gets. */
  List<String> tags() {
    return List.of(tags.split(","));
  }

  /** The step, with another registry than the example's. */
  FakeStep step(Workspace workspace, String registry) {
    workspace.file("registry-name", registry);
    String text =
        Examples.text(file)
            .replace(REGISTRY + "/tools", "tools")
            .replace("<+secrets.getValue(\"registry_user\")>", USER)
            .replace("<+secrets.getValue(\"registry_password\")>", PASSWORD)
            .replace("<+pipeline.sequenceId>", "7")
            .replace("${{ secrets.REGISTRY_USER }}", USER)
            .replace("${{ secrets.REGISTRY_PASSWORD }}", PASSWORD);
    FakeStep step;
    try {
      step = step(new YAMLMapper().readTree(text), workspace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> variables = new TreeMap<>();
    step.environment()
        .forEach((name, value) -> variables.put(name, value.replace(REGISTRY, registry)));
    // the base image is in the store of these tests and in no registry
    variables.put("PLUGIN_PULL_IMAGE", "false");
    variables.put("PLUGIN_BUILD_ARGS_FROM_ENV", "TOKEN");
    variables.put("TOKEN", "t0ken");
    return new FakeStep(variables, step.script(), step.arguments());
  }

  /** The registry that the step was made for. */
  private static String registry(Workspace workspace) {
    try {
      return Files.readString(workspace.folder().resolve("registry-name"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> droneVariables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("CI", "true");
    variables.put("DRONE_COMMIT_SHA", REVISION);
    variables.put("DRONE_COMMIT_REF", "refs/tags/v1.2.3");
    variables.put("DRONE_REPO_BRANCH", "main");
    variables.put("DRONE_REMOTE_URL", "https://git.example/team/web.git");
    variables.put("DRONE_REPO_LINK", "https://git.example/team/web");
    return variables;
  }

  private static FakeStep plugin(Map<String, String> variables) {
    return new FakeStep(variables, FakeStep.DEFAULT_COMMAND, List.of());
  }

  /** Settings as variables: lists joined by commas, secrets with their values. */
  private static void putSettings(Map<String, String> variables, JsonNode settings) {
    settings
        .properties()
        .forEach(
            each ->
                variables.put(
                    "PLUGIN_" + each.getKey().toUpperCase(Locale.ROOT), text(each.getValue())));
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(JsonNode::asText)
          .collect(Collectors.joining(","));
    }
    if (value.isObject()) {
      return value.path("from_secret").asText().endsWith("password") ? PASSWORD : USER;
    }
    return value.asText();
  }

  /** Variables of GitLab in the value of another. */
  private static String expand(String value, Map<String, String> variables) {
    String expanded = value;
    for (String name : new TreeSet<>(variables.keySet()).descendingSet()) {
      expanded = expanded.replace("$" + name, variables.getOrDefault(name, ""));
    }
    return expanded;
  }

  private static String lines(JsonNode list) {
    List<String> lines = new ArrayList<>();
    list.forEach(line -> lines.add(line.asText()));
    return String.join("\n", lines);
  }

  private static String replace(String text, Map<String, String> replacements) {
    String replaced = text;
    for (Map.Entry<String, String> each : replacements.entrySet()) {
      replaced = replaced.replace("$(" + each.getKey() + ")", each.getValue());
    }
    return replaced;
  }
}
