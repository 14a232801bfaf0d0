package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.GrampusException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static Settings of(String name, String value) {
    return new Settings(Map.of("PLUGIN_" + name, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE", "1", "yes", "on", "t"})
  void knowsWaysToSayYes(String yes) {
    assertThat(of("DRY_RUN", yes).isOn("dry_run")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "0", "no", "off", "f", ""})
  void knowsWaysToSayNo(String no) {
    assertThat(of("DRY_RUN", no).isOn("dry_run", "no_push")).isFalse();
  }

  @Test
  void refusesWhatIsNeitherYesNorNo() {
    assertThatThrownBy(() -> of("DRY_RUN", "maybe").isOn("dry_run"))
        .isInstanceOf(GrampusException.class)
        .hasMessage("the setting dry_run is \"maybe\"");
  }

  @Test
  void splitsListsAtCommas() {
    assertThat(of("TAGS", " 1.0, latest,,").list("tags")).containsExactly("1.0", "latest");
    assertThat(of("TAGS", "").list("tags")).isEmpty();
  }

  @Test
  void readsListsAndMapsFromJson() {
    assertThat(of("TAGS", "[\"1.0\", \"a,b\"]").list("tags")).containsExactly("1.0", "a,b");
    assertThat(of("LABELS", "{\"a\": \"1,2\", \"b\": 3}").assignments("labels"))
        .containsExactly("a=1,2", "b=3");
  }

  @Test
  void doesNotShowWhatIsNoJson() {
    assertThatThrownBy(() -> of("BUILD_ARGS", "{secret").assignments("build_args"))
        .isInstanceOf(GrampusException.class)
        .hasMessage("the setting build_args begins like JSON but is none");
  }

  @Test
  void asksWhatAnUnknownSettingMeant() {
    assertThat(of("BUILD_ARG", "A=1").remarks())
        .containsExactly("the setting build_arg is not known; did you mean \"build_args\"?");
    assertThat(of("STORAGE_DRIVER", "vfs").remarks())
        .containsExactly("the setting storage_driver has no effect: there is no daemon");
    assertThat(new Settings(Map.of("PLUGIN_REPO", "a", "PATH", "/bin")).remarks()).isEmpty();
  }

  @Test
  void takesTheFirstNameThatIsSet() {
    Settings settings = new Settings(Map.of("PLUGIN_TAG", "one", "PLUGIN_TAGS", ""));
    assertThat(settings.text("tags", "tag")).isEqualTo("one");
  }
}
