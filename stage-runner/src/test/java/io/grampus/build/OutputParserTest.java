package io.grampus.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.ManifestFormat;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutputParserTest {

  static Stream<Arguments> outputs() {
    Destination stdout = new Destination.StandardOutput();
    Destination file = new Destination.File(Path.of("out/x.tar"));
    return Stream.of(
        Arguments.of("out", new Output.Local(Path.of("out"))),
        Arguments.of("./a=b", new Output.Local(Path.of("./a=b"))),
        Arguments.of("-", new Output.Tar(stdout)),
        Arguments.of("type=local,dest=out", new Output.Local(Path.of("out"))),
        Arguments.of("type=tar,dest=out/x.tar", new Output.Tar(file)),
        Arguments.of("type=tar,dest=-", new Output.Tar(stdout)),
        Arguments.of("type=tar", new Output.Tar(stdout)),
        Arguments.of("type=oci,dest=out/x.tar", new Output.OciArchive(List.of(), file)),
        Arguments.of("type=oci,dest=d,tar=false", new Output.OciDirectory(List.of(), Path.of("d"))),
        Arguments.of("type=oci,dest=out/x.tar,tar=1", new Output.OciArchive(List.of(), file)),
        Arguments.of("type=docker,dest=out/x.tar", new Output.DockerArchive(List.of(), file)),
        Arguments.of("dest=out/x.tar,type=docker", new Output.DockerArchive(List.of(), file)),
        Arguments.of("TYPE=docker,DEST=-", new Output.DockerArchive(List.of(), stdout)),
        Arguments.of("type=docker", new Output.Image(List.of(), false)),
        Arguments.of("type=docker,name=a:1", new Output.Image(List.of("a:1"), false)),
        Arguments.of("type=image,name=a:1,push=true", new Output.Image(List.of("a:1"), true)),
        Arguments.of("type=image,push=f", new Output.Image(List.of(), false)),
        Arguments.of("type=registry", new Output.Image(List.of(), true)),
        Arguments.of("type=registry,\"name=a, b\"", new Output.Image(List.of("a", "b"), true)),
        Arguments.of("type=local,\"dest=a,\"\"b\"\"\"", new Output.Local(Path.of("a,\"b\""))));
  }

  @Test
  void readsTheFormOfTheImage() {
    ImageForm usual =
        ImageForm.USUAL.withAnnotations(ImageAnnotations.NONE.with("org.example.Common=1"));

    Output output =
        OutputParser.parse(
            "type=image,compression=zstd,compression-level=19,force-compression=true,"
                + "rewrite-timestamp=true,annotation.org.example.Name=a=b,"
                + "annotation-manifest-descriptor.x=y",
            usual);

    ImageForm form = output.form();
    assertThat(form.compression())
        .isEqualTo(new LayerCompression(LayerCompression.Kind.ZSTD, OptionalInt.of(19), true));
    assertThat(form.rewriteTimes()).isTrue();
    assertThat(form.annotations().manifest())
        .isEqualTo(Map.of("org.example.Common", "1", "org.example.Name", "a=b"));
    assertThat(form.annotations().descriptor()).isEqualTo(Map.of("x", "y"));
    assertThat(OutputParser.parse("type=registry,oci-mediatypes=false", usual).form().format())
        .isEqualTo(ManifestFormat.DOCKER);
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void readsWhatBuildxReads(String text, Output expected) {
    assertThat(OutputParser.parse(text, ImageForm.USUAL)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                           | it is empty",
        "type=oci,dst=x               | type oci has no \"dst\"; did you mean \"dest\"?",
        "type=dokcer,dest=x           | there is no type \"dokcer\"; did you mean \"docker\"?",
        "type=squashfs                | there is no type \"squashfs\"",
        "type=local,tar=false,dest=x  | \"tar\" is not supported yet for type local",
        "type=docker,compression=gzip | \"compression\" is not supported yet for type docker",
        "type=oci,compression=zst     | there is no compression \"zst\"; did you mean \"zstd\"?",
        "type=oci,compression-level=10 | compression gzip has no level \"10\"",
        "type=local,annotation.a=b    | type local has no \"annotation.a\"",
        "type=local                   | type local needs a folder",
        "type=local,dest=-            | type local needs a folder",
        "type=oci,tar=false           | type oci,tar=false needs a folder",
        "type=oci,tar=maybe,dest=x    | tar is \"maybe\"",
        "type=tar,dest=               | dest is empty",
        "type=tar,dest=a,dest=b       | it says dest twice",
        "type=tar,x                   | \"x\" is not key=value",
        "dest=x                       | it has no type",
        "name=x,dest=y                | it has no type",
        "type=local,\"dest=x          | the closing quote is missing",
        "type=local,\"dest=x\"y       | a comma must follow the closing quote",
        "type=local,de\"st=x          | a quote may only stand at the beginning",
      })
  void refusesWithAReason(String text, String reason) {
    assertThatExceptionOfType(GrampusException.class)
        .isThrownBy(() -> OutputParser.parse(text, ImageForm.USUAL))
        .withMessageStartingWith("invalid output \"" + text + "\": ")
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.hint()).isNotBlank())
        .satisfies(e -> assertThat(e.code()).isEqualTo(OutputParser.INVALID));
  }

  @Test
  void namesWhatTheTypeKnows() {
    assertThatExceptionOfType(GrampusException.class)
        .isThrownBy(() -> OutputParser.parse("type=oci,colour=red", ImageForm.USUAL))
        .satisfies(
            e ->
                assertThat(e.hint())
                    .isEqualTo(
                        "type oci knows compression, compression-level, dest, force-compression, name,"
                            + " rewrite-timestamp, tar"));
  }
}
