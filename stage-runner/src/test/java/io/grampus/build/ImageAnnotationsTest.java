package io.grampus.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageAnnotationsTest {
  @Test
  void takesLevelsAsBuildxDoes() {
    String here = Platform.host().toString();
    ImageAnnotations annotations =
        ImageAnnotations.NONE
            .with("a=1")
            .with("manifest:b=2=3")
            .with("manifest-descriptor:c=")
            .with("manifest,manifest-descriptor:d=4")
            .with("manifest[" + here + "]:e=x:y")
            .with("a=5");

    assertThat(annotations.manifest())
        .isEqualTo(Map.of("a", "5", "b", "2=3", "d", "4", "e", "x:y"));
    assertThat(annotations.descriptor()).isEqualTo(Map.of("c", "", "d", "4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a                      | it is not KEY=VALUE",
        "=b                     | it is not KEY=VALUE",
        "index:a=b              | an image of one platform has no index to annotate",
        "index-descriptor:a=b   | an image of one platform has no index to annotate",
        "manifest,index:a=b     | an image of one platform has no index to annotate",
        "config:a=b             | there is no level \"config\"",
        "manifest[plan9/mips]:a=b | no image for plan9/mips is built",
      })
  void refusesWithAReason(String text, String reason) {
    assertThatExceptionOfType(GrampusException.class)
        .isThrownBy(() -> ImageAnnotations.NONE.with(text))
        .withMessageStartingWith("invalid annotation \"" + text + "\": ")
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.hint()).isNotBlank())
        .satisfies(e -> assertThat(e.code()).isEqualTo(ImageAnnotations.INVALID));
  }
}
