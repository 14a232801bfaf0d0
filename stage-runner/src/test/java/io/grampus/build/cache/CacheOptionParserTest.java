package io.grampus.build.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grampus.build.image.ImageReference;
import io.grampus.build.tool.LayerCompression;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheOptionParserTest {
  private static CachePlace directory(String path, String tag) {
    return new CachePlace.Directory(Path.of(path), tag);
  }

  private static CachePlace registry(String name) {
    return new CachePlace.Registry(ImageReference.parse(name));
  }

  @Test
  void readsWhereACacheIs() {
    assertThat(CacheOptionParser.from("type=local,src=a/b")).isEqualTo(directory("a/b", "latest"));
    assertThat(CacheOptionParser.from("type=local,src=a,tag=x")).isEqualTo(directory("a", "x"));
    assertThat(CacheOptionParser.from("type=registry,ref=r.example/c:1"))
        .isEqualTo(registry("r.example/c:1"));
    assertThat(CacheOptionParser.from("r.example/c")).isEqualTo(registry("r.example/c:latest"));
  }

  @Test
  void readsWhatACacheShallHold() {
    assertThat(CacheOptionParser.to("type=local,dest=d"))
        .isEqualTo(new CacheExport(directory("d", "latest"), false, LayerCompression.GZIP, false));
    LayerCompression zstd =
        new LayerCompression(LayerCompression.Kind.ZSTD, OptionalInt.of(9), false);
    assertThat(
            CacheOptionParser.to(
                "type=registry,ref=r.example/c,mode=max,compression=zstd,compression-level=9,"
                    + "ignore-error=true,oci-mediatypes=true,image-manifest=true"))
        .isEqualTo(new CacheExport(registry("r.example/c:latest"), true, zstd, true));
  }

  @Test
  void knowsTheCacheInTheImage() {
    assertThat(CacheOptionParser.to("type=inline"))
        .isEqualTo(new CacheExport(new CachePlace.Inline(), false, LayerCompression.GZIP, false));
    assertThatExceptionOfType(GrampusException.class)
        .isThrownBy(() -> CacheOptionParser.from("type=inline"))
        .satisfies(e -> assertThat(e.hint()).contains("type=registry,ref=NAME"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=gha                    | type \"gha\" is not supported",
        "type=inline,mode=max        | an image has the layers of its own steps only",
        "type=lokal,dest=x           | there is no type \"lokal\"; did you mean \"local\"?",
        "dest=x                      | it has no type",
        "type=local                  | it has no dest",
        "type=local,dest=            | it has no dest",
        "type=registry               | it has no ref",
        "type=local,dst=x            | there is no \"dst\"; did you mean \"dest\"?",
        "type=local,dest=x,mode=mix  | mode is \"mix\"",
        "type=local,dest=x,y         | \"y\" is not key=value",
        "type=local,dest=x,compression=bz | there is no compression \"bz\"",
      })
  void refusesWithAReason(String text, String reason) {
    assertThatExceptionOfType(GrampusException.class)
        .isThrownBy(() -> CacheOptionParser.to(text))
        .withMessageStartingWith("invalid cache \"" + text + "\": ")
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.hint()).isNotBlank())
        .satisfies(e -> assertThat(e.code()).isEqualTo(CacheOptionParser.INVALID));
  }
}
