package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images of an OCI layout that is not ours. */
final class LayoutIndex {
  private static final int MOST_NESTED = 3;

  private final Path directory;

  LayoutIndex(Path directory) {
    this.directory = directory;
  }

  /** The manifest of the image that a selector means; of several platforms' the one wanted. */
  Descriptor find(String selector, Platform platform) {
    Descriptor found = select(read(directory.resolve("index.json")).manifests(), selector);
    for (int depth = 0; MediaTypes.isIndex(found.mediaType()) && depth < MOST_NESTED; depth++) {
      found =
          read(blob(found.digest()))
              .forPlatform(platform)
              .orElseThrow(() -> failure("it has no image for " + platform));
    }
    if (!Files.isRegularFile(blob(found.digest()))) {
      throw failure("the blob " + found.digest() + " is missing");
    }
    return found;
  }

  private Descriptor select(List<Descriptor> entries, String selector) {
    if (selector.startsWith("@")) {
      Digest digest = Digest.parse(selector.substring(1));
      return entries.stream()
          .filter(entry -> entry.digest().equals(digest))
          .findFirst()
          .orElseThrow(() -> failure("its index does not have " + digest));
    }
    String tag = selector.isEmpty() ? "latest" : selector.substring(1);
    return entries.stream()
        .filter(entry -> tag.equals(entry.referenceName()))
        .findFirst()
        .or(
            () ->
                selector.isEmpty() && entries.size() == 1
                    ? entries.stream().findFirst()
                    : Optional.empty())
        .orElseThrow(() -> failure("it has no image " + tag));
  }

  private ImageIndex read(Path file) {
    try {
      return ImageDocuments.read(Files.readAllBytes(file), ImageIndex.class, file.toString());
    } catch (IOException e) {
      throw failure("cannot read " + file + ": " + FailureReason.of(e));
    }
  }

  private Path blob(Digest digest) {
    return directory.resolve("blobs").resolve("sha256").resolve(digest.hex());
  }

  private GrampusException failure(String problem) {
    return new GrampusException(
        "layout-image",
        "the OCI layout " + directory + ": " + problem,
        "name an image of its index.json as oci-layout://FOLDER:TAG or oci-layout://FOLDER@DIGEST");
  }
}
