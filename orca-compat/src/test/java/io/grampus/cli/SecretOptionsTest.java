package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.mount.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretOptionsTest {
  @TempDir private Path folder;
  private final SecretOptions options =
      new SecretOptions(Map.of("VARIABLE", "of variable", "s", "of s"));

  /** What buildx makes of these, with a file of the content "of file". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id=s,src=FILE           | of file",
        "id=s,source=FILE        | of file",
        "type=file,id=s,src=FILE | of file",
        "ID=s,\"src=FILE\"       | of file",
        "id=s,env=VARIABLE       | of variable",
        "type=env,id=s,env=VARIABLE | of variable",
        "type=env,id=s,src=VARIABLE | of variable",
        "type=env,id=VARIABLE    | of variable",
        "id=s                    | of s",
        "id=s,env=UNSET          | ''"
      })
  void readsAFileOrAVariable(String option, String content) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "of file");

    Map<String, Secret> secrets = options.read(List.of(option.replace("FILE", file.toString())));

    assertThat(secrets).hasSize(1);
    byte[] bytes = secrets.values().iterator().next().content().toByteArray();
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(content);
  }

  @Test
  void neverShowsTheContent() {
    assertThat(options.read(List.of("id=s,env=VARIABLE")).toString()).doesNotContain("of variable");
  }

  @Test
  void aFileThatIsNamedByTheIdIsReadWhereNoVariableIs() {
    String missing = folder.resolve("missing").toString();

    assertThatThrownBy(() -> options.read(List.of("id=" + missing)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(missing + " of the secret")
        .hasMessageContaining("does not exist");
  }
}
