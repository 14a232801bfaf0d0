package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreLocationTest {
  @Test
  void prefersTheOwnVariableThenTheDataDirectoryThenTheHome() {
    assertThat(
            StoreLocation.from(
                Map.of("GRAMPUS_ROOT", "/r/../g", "XDG_DATA_HOME", "/x", "HOME", "/h")))
        .isEqualTo(Path.of("/g"));
    assertThat(StoreLocation.from(Map.of("XDG_DATA_HOME", "/x", "HOME", "/h")))
        .isEqualTo(Path.of("/x/grampus"));
    assertThat(StoreLocation.from(Map.of("HOME", "/h", "GRAMPUS_ROOT", "")))
        .isEqualTo(Path.of("/h/.local/share/grampus"));
  }

  @Test
  void ignoresARelativeDataDirectory() {
    assertThat(StoreLocation.from(Map.of("XDG_DATA_HOME", "x", "HOME", "/h")))
        .isEqualTo(Path.of("/h/.local/share/grampus"));
  }

  @Test
  void asksForAPlaceWhereThereIsNoHome() {
    assertThatThrownBy(() -> StoreLocation.from(Map.of())).hasMessageContaining("HOME is not set");
    assertThatThrownBy(() -> StoreLocation.from(Map.of("HOME", "/")))
        .hasMessageContaining("no place for the store");
  }
}
