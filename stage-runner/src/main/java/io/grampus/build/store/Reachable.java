package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What images and cache records still need, directly or through other blobs. */
final class Reachable {
  private static final Pattern MENTION =
      Pattern.compile("sha256:([0-9a-f]{64})|(?<![A-Za-z0-9_/.-])([bs]/[0-9]+)(?![A-Za-z0-9_])");

  private final StoreLayout layout;
  private final Store store;
  private final Set<Digest> blobs = new HashSet<>();
  private final Set<String> directories = new HashSet<>();

  Reachable(StoreLayout layout, Store store) {
    this.layout = layout;
    this.store = store;
  }

  boolean hasBlob(Digest digest) {
    return blobs.contains(digest);
  }

  boolean hasDirectory(String shortName) {
    return directories.contains(shortName);
  }

  /** Whether the directory is the unpacked form of an image that stays. */
  boolean hasBase(Path directory) throws IOException {
    Optional<Digest> manifest = store.unpackedBases().manifestOf(directory);
    return manifest.isPresent() && blobs.contains(manifest.get());
  }

  void markImages(List<Descriptor> entries) {
    for (Descriptor entry : entries) {
      if (!blobs.add(entry.digest()) || !store.blobs().exists(entry.digest())) {
        continue;
      }
      String what = "manifest " + entry.digest();
      if (MediaTypes.isIndex(entry.mediaType())) {
        byte[] json = store.blobs().read(entry.digest());
        markImages(ImageDocuments.read(json, ImageIndex.class, what).manifests());
      } else if (MediaTypes.isManifest(entry.mediaType())) {
        byte[] json = store.blobs().read(entry.digest());
        Manifest manifest = ImageDocuments.read(json, Manifest.class, what);
        blobs.add(manifest.config().digest());
        manifest.layers().forEach(layer -> blobs.add(layer.digest()));
      }
    }
  }

  /** Conservatively: whatever looks like a digest or a directory's name in a record stays. */
  void markCacheRecords() throws IOException {
    Files.walkFileTree(
        layout.cache(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              markMentions(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            // Another process may remove a record of its own meanwhile.
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private void markMentions(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return;
    }
    Matcher mentions = MENTION.matcher(text);
    while (mentions.find()) {
      if (mentions.group(1) != null) {
        blobs.add(new Digest(mentions.group(1)));
      } else {
        directories.add(mentions.group(2));
      }
    }
  }

  /** A compressed layer lives as long as the layer that it was made from. */
  void markCompressed() throws IOException {
    for (CompressedLayers.Entry entry : store.compressedLayers().entries()) {
      if (blobs.contains(entry.source()) || blobs.contains(entry.compressed().digest())) {
        blobs.add(entry.compressed().digest());
      } else {
        Files.deleteIfExists(entry.record());
      }
    }
  }
}
