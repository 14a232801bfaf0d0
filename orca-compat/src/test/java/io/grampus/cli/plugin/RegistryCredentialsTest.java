package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.GrampusException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryCredentialsTest {
  private static RegistryCredentials of(Map<String, String> variables, String registry) {
    return RegistryCredentials.of(new Settings(variables), registry).orElseThrow();
  }

  @Test
  void areAFileThatSkopeoReads() {
    RegistryCredentials credentials =
        of(Map.of("PLUGIN_USERNAME", "me", "PLUGIN_PASSWORD", "pass"), "registry.example");
    assertThat(credentials.document())
        .isEqualTo("{\"auths\":{\"registry.example\":{\"auth\":\"bWU6cGFzcw==\"}}}");
    assertThat(credentials.secrets()).containsExactly("pass", "bWU6cGFzcw==");
  }

  @Test
  void areDockerHubsWhereNoRegistryIsNamed() {
    assertThat(of(Map.of("DOCKER_USERNAME", "me", "DOCKER_PASSWORD", "p"), "").document())
        .contains("\"https://index.docker.io/v1/\"");
  }

  @Test
  void joinWhatTheConfigHas() {
    String config = "{\"auths\":{\"a.example\":{\"auth\":\"bWU6cGFzcw==\"}}}";
    RegistryCredentials credentials =
        of(
            Map.of("PLUGIN_CONFIG", config, "PLUGIN_USERNAME", "u", "PLUGIN_PASSWORD", "v"),
            "b.example");
    assertThat(credentials.document())
        .isEqualTo(
            "{\"auths\":{\"a.example\":{\"auth\":\"bWU6cGFzcw==\"},"
                + "\"b.example\":{\"auth\":\"dTp2\"}}}");
    assertThat(credentials.secrets()).contains("pass", "bWU6cGFzcw==", "v", "dTp2");
  }

  @Test
  void areNoneWithoutSettings() {
    assertThat(RegistryCredentials.of(new Settings(Map.of()), "")).isEmpty();
  }

  @Test
  void refuseHalfALogin() {
    Settings half = new Settings(Map.of("PLUGIN_PASSWORD", "hidden"));
    assertThatThrownBy(() -> RegistryCredentials.of(half, ""))
        .isInstanceOf(GrampusException.class)
        .hasMessage("the setting username is missing");
  }

  @Test
  void doNotShowAConfigThatIsNoJson() {
    Settings broken = new Settings(Map.of("PLUGIN_CONFIG", "{\"hidden"));
    assertThatThrownBy(() -> RegistryCredentials.of(broken, ""))
        .isInstanceOf(GrampusException.class)
        .hasMessage("the setting config is not a JSON object");
  }
}
