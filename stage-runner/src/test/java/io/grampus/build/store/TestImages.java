package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Small images whose layer is some text. */
final class TestImages {
  static final Platform AMD64 = Platform.parse("linux/amd64");

  private TestImages() {}

  private static ImageConfig config(Platform platform, Digest layer, String text) {
    return ImageConfig.scratch(platform).withDiffId(layer).withLabels(Map.of("text", text));
  }

  /** The id that an image of this text will have. */
  static Digest id(String text) {
    Digest layer = Digest.of(text.getBytes(StandardCharsets.UTF_8));
    return Digest.of(ImageDocuments.write(config(AMD64, layer, text)));
  }

  static StoredImage put(Store store, String text, String... names) {
    return put(store, AMD64, text, names);
  }

  static StoredImage put(Store store, Platform platform, String text, String... names) {
    Descriptor layer =
        store.blobs().put(text.getBytes(StandardCharsets.UTF_8), MediaTypes.OCI_LAYER);
    Descriptor config = store.images().putConfig(config(platform, layer.digest(), text));
    Manifest manifest = Manifest.of(config, List.of(layer));
    return store.images().put(manifest, Stream.of(names).map(ImageReference::parse).toList());
  }
}
