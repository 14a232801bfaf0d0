package io.grampus.build.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.ImageReference;
import io.grampus.build.layer.Decompression;
import io.grampus.build.store.StoredImage;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Loads all images of a file or directory: what {@code docker save} or {@code podman save} wrote,
 * an OCI archive, an OCI layout.
 */
public final class ArchiveLoader {
  private static final String DOCKER_LIST = "manifest.json";
  private static final String OCI_LIST = "index.json";
  private static final String CONTAINERD_NAME = "io.containerd.image.name";
  private static final String AGAIN =
      "make the archive again, with \"docker save\" or \"grampus save\"";

  private final ImageFetcher fetcher;

  public ArchiveLoader(ImageFetcher fetcher) {
    this.fetcher = fetcher;
  }

  /**
   * Loads every image in the archive, under the names it has there; one with several names is
   * returned once for each.
   *
   * @param file a tar archive, compressed or not, or the directory of an OCI layout
   * @param place what messages call it
   * @return at least one image
   * @throws GrampusException {@code archive-unknown}, {@code archive-read}
   */
  public List<StoredImage> load(Path file, String place) {
    List<StoredImage> loaded = loadListed(file, place);
    if (loaded.isEmpty()) {
      throw new GrampusException(
          "archive-unknown", "the list of images in " + place + " is empty", AGAIN);
    }
    return loaded;
  }

  private List<StoredImage> loadListed(Path file, String place) {
    Path complete = file.toAbsolutePath(); // skopeo is executed elsewhere
    try {
      if (Files.isDirectory(file)) {
        return loadLayout(complete, place, Files.readAllBytes(file.resolve(OCI_LIST)));
      }
      Map<String, byte[]> lists = readLists(file);
      if (lists.containsKey(DOCKER_LIST)) {
        return loadDocker(complete, place, lists.get(DOCKER_LIST));
      }
      if (lists.containsKey(OCI_LIST)) {
        return loadLayout(complete, place, lists.get(OCI_LIST));
      }
    } catch (IOException e) {
      throw new GrampusException(
          "archive-read", "cannot read " + place + ": " + FailureReason.of(e), null, e);
    }
    throw new GrampusException(
        "archive-unknown",
        place + " holds neither manifest.json nor index.json, so it is no image archive",
        "a root file system becomes an image with \"grampus import\"");
  }

  private static Map<String, byte[]> readLists(Path file) throws IOException {
    Map<String, byte[]> lists = new HashMap<>();
    try (InputStream in = Files.newInputStream(file);
        TarArchiveInputStream tar = new TarArchiveInputStream(Decompression.open(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName().replaceFirst("^\\./", "");
        if (entry.isFile() && (name.equals(DOCKER_LIST) || name.equals(OCI_LIST))) {
          lists.put(name, tar.readNBytes(8 << 20));
        }
      }
    }
    return lists;
  }

  private List<StoredImage> loadDocker(Path file, String place, byte[] list) {
    List<StoredImage> loaded = new ArrayList<>();
    JsonNode images = ImageDocuments.readTree(list, DOCKER_LIST + " of " + place);
    if (!images.isArray()) {
      throw new GrampusException(
          "archive-unknown", DOCKER_LIST + " of " + place + " is no list of images", AGAIN);
    }
    for (int number = 0; number < images.size(); number++) {
      List<ImageReference> names = new ArrayList<>();
      for (JsonNode tag : images.get(number).path("RepoTags")) {
        names.add(ImageReference.parse(tag.asText()));
      }
      StoredImage image =
          fetcher.copyFrom(new ImageLocation.DockerArchive(file, "@" + number), names);
      loaded.addAll(names.isEmpty() ? List.of(image) : named(image, names));
    }
    return loaded;
  }

  private static List<StoredImage> named(StoredImage image, List<ImageReference> names) {
    return names.stream()
        .map(name -> new StoredImage(name, image.descriptor(), image.manifest()))
        .toList();
  }

  private List<StoredImage> loadLayout(Path file, String place, byte[] list) {
    List<StoredImage> loaded = new ArrayList<>();
    ImageIndex index = ImageDocuments.read(list, ImageIndex.class, OCI_LIST + " of " + place);
    for (Descriptor entry : index.manifests()) {
      String name = entry.referenceName();
      if (name == null && index.manifests().size() > 1) {
        throw new GrampusException(
            "archive-unknown",
            place + " holds several images, and one of them has no name",
            "give each a name, with \"skopeo copy\" or \"umoci tag\"");
      }
      String part = name == null ? "" : name;
      ImageLocation location =
          Files.isDirectory(file)
              ? new ImageLocation.OciLayout(file, part)
              : new ImageLocation.OciArchive(file, name);
      loaded.add(fetcher.copyFrom(location, names(entry)));
    }
    return loaded;
  }

  /**
   * containerd and BuildKit annotate the whole name; many others only the tag, which names nothing.
   */
  private static List<ImageReference> names(Descriptor entry) {
    String whole = entry.annotations().get(CONTAINERD_NAME);
    String name = whole == null ? entry.referenceName() : whole;
    if (name == null || !(name.contains("/") || name.contains(":"))) {
      return List.of();
    }
    return List.of(ImageReference.parse(name));
  }
}
