package io.grampus.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the systems accept: their types where there are such, else what their manuals require. */
class ExamplesTest {
  private static final String JOB = "io.fabric8.kubernetes.api.model.batch.v1.Job";
  private static final String TASK = "io.fabric8.tekton.pipeline.v1.Task";

  @ParameterizedTest
  @CsvSource({"kubernetes-job.yaml, " + JOB, "tekton-task.yaml, " + TASK})
  void areOfTheTypeThatTheyClaim(String file, String type) {
    JsonNode document = Examples.document(file);
    assertThat(Examples.strictly(document, type)).isNotNull();

    ((ObjectNode) document.path("spec")).put("tolerance", "high");
    assertThatThrownBy(() -> Examples.strictly(document, type)).hasMessageContaining("tolerance");
  }

  /** The Pod Security Standards' level "restricted". */
  @Test
  void theJobIsAdmittedWherePodsAreRestricted() {
    JsonNode pod = Examples.document("kubernetes-job.yaml").at("/spec/template/spec");

    assertThat(restrictions(pod.path("securityContext"), pod.at("/containers/0/securityContext")))
        .isEmpty();
    assertThat(pod.path("initContainers").isMissingNode()).isTrue();
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      assertThat(pod.path(host).asBoolean()).isFalse();
    }
    for (JsonNode volume : pod.path("volumes")) {
      assertThat(Examples.members(volume))
          .isSubsetOf("name", "emptyDir", "persistentVolumeClaim", "secret", "configMap");
    }
  }

  @Test
  void theTasksStepIsAdmittedWherePodsAreRestricted() {
    JsonNode step = Examples.document("tekton-task.yaml").at("/spec/steps/0");
    JsonNode nothing = step.path("nothing");
    assertThat(restrictions(nothing, step.path("securityContext"))).isEmpty();
  }

  private static List<String> restrictions(JsonNode pod, JsonNode container) {
    List<String> missing = new ArrayList<>();
    if (!either(pod, container, "/runAsNonRoot").asBoolean()) {
      missing.add("runAsNonRoot");
    }
    if (either(pod, container, "/runAsUser").asInt(0) == 0) {
      missing.add("runAsUser");
    }
    if (!either(pod, container, "/seccompProfile/type").asText().equals("RuntimeDefault")) {
      missing.add("seccompProfile");
    }
    if (container.path("allowPrivilegeEscalation").asBoolean(true)) {
      missing.add("allowPrivilegeEscalation");
    }
    if (!container.at("/capabilities/drop").toString().equals("[\"ALL\"]")) {
      missing.add("capabilities");
    }
    if (container.path("privileged").asBoolean() || container.at("/capabilities").has("add")) {
      missing.add("privileged");
    }
    return missing;
  }

  private static JsonNode either(JsonNode pod, JsonNode container, String pointer) {
    JsonNode own = container.at(pointer);
    return own.isMissingNode() ? pod.at(pointer) : own;
  }

  @Test
  void theTaskHasTheNamesThatOthersOfItsKindHave() {
    JsonNode spec = Examples.document("tekton-task.yaml").path("spec");
    assertThat(spec.path("params").findValuesAsText("name"))
        .contains("IMAGE", "DOCKERFILE", "CONTEXT");
    assertThat(spec.path("results").findValuesAsText("name"))
        .containsExactly("IMAGE_DIGEST", "IMAGE_URL");
    assertThat(spec.toString()).doesNotContainPattern("\"script\":\"[^\"]*\\$\\(params");
  }

  /** Members of a "Plugin" step and its "spec", as the manual of Harness CI lists them. */
  @Test
  void theHarnessStepNeedsNoPrivileges() {
    JsonNode stage = Examples.document("harness.yaml").path("stage");
    assertThat(Examples.members(stage)).contains("name", "identifier", "type", "spec");
    JsonNode step = stage.at("/spec/execution/steps/0/step");
    assertThat(Examples.members(step)).containsExactly("identifier", "name", "spec", "type");
    assertThat(step.path("type").asText()).isEqualTo("Plugin");
    assertThat(step.path("identifier").asText()).matches("[A-Za-z_][A-Za-z0-9_$]{0,127}");
    JsonNode spec = step.path("spec");
    assertThat(Examples.members(spec))
        .contains("connectorRef", "image")
        .isSubsetOf(
            "connectorRef",
            "image",
            "privileged",
            "runAsUser",
            "settings",
            "resources",
            "reports",
            "imagePullPolicy",
            "entrypoint",
            "envVariables");
    assertThat(spec.path("privileged").isBoolean()).isTrue();
    assertThat(spec.path("privileged").asBoolean()).isFalse();
    assertThat(spec.path("runAsUser").isTextual()).isTrue();
    assertThat(spec.path("runAsUser").asText()).isEqualTo("1000");
    for (String password : Set.of("username", "password")) {
      assertThat(spec.at("/settings/" + password).asText()).startsWith("<+secrets.getValue(");
    }
  }

  @Test
  void theDronePipelineTakesItsSecretsFromTheServer() {
    JsonNode pipeline = Examples.document("drone.yml");
    assertThat(Examples.members(pipeline)).containsExactly("kind", "name", "steps", "type");
    JsonNode step = pipeline.at("/steps/0");
    assertThat(Examples.members(step))
        .isSubsetOf("name", "image", "user", "settings", "when", "environment", "pull", "volumes");
    assertThat(step.at("/settings/password/from_secret").asText()).isNotEmpty();
    assertThat(step.path("user").asInt()).isEqualTo(1000);
  }

  @Test
  void theGitLabJobIsOne() {
    JsonNode pipeline = Examples.document("gitlab-ci.yml");
    assertThat(Examples.members(pipeline)).containsExactly("build-image");
    JsonNode job = pipeline.path("build-image");
    assertThat(Examples.members(job))
        .contains("script")
        .isSubsetOf("stage", "image", "variables", "script", "artifacts", "rules");
    job.path("variables").forEach(value -> assertThat(value.isTextual()).isTrue());
  }

  @Test
  void theGitHubWorkflowIsOne() {
    JsonNode workflow = Examples.document("github-actions.yml");
    assertThat(Examples.members(workflow)).containsExactly("jobs", "name", "on", "permissions");
    JsonNode job = workflow.at("/jobs/image");
    assertThat(Examples.members(job))
        .contains("runs-on", "steps")
        .isSubsetOf("runs-on", "container", "outputs", "steps");
    for (JsonNode step : job.path("steps")) {
      assertThat(step.has("uses")).isNotEqualTo(step.has("run"));
      assertThat(Examples.members(step)).isSubsetOf("uses", "run", "id", "env", "with", "name");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"drone.yml", "harness.yaml", "github-actions.yml", "gitlab-ci.yml"})
  void neverHoldASecret(String file) {
    assertThat(Examples.text(file).lines().filter(line -> line.contains("PASSWORD: ")))
        .allMatch(line -> line.contains(": $"));
  }
}
