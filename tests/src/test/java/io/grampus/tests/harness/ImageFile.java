package io.grampus.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * An image in a file or folder, read with the eyes of another tool; whatever does not have the
 * digest or size that it should have is an error.
 *
 * @param config the image's configuration
 * @param layers the entries of each layer, the lowest first
 * @param names the names that the file gives to the image
 */
public record ImageFile(JsonNode config, List<List<TarEntry>> layers, List<String> names) {
  private static final String REFERENCE = "org.opencontainers.image.ref.name";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The only image of an OCI layout. */
  public static ImageFile ofLayout(Path layout) {
    Specification.index(json(layout.resolve("index.json")));
    return of(layout, onlyManifest(layout), true);
  }

  /**
   * The only image of an OCI layout that another tool wrote, which need not keep to the
   * specification: BuildKit writes null for the layers of an image without layers.
   */
  public static ImageFile ofForeignLayout(Path layout) {
    return of(layout, onlyManifest(layout), false);
  }

  private static JsonNode onlyManifest(Path layout) {
    JsonNode manifests = json(layout.resolve("index.json")).path("manifests");
    if (manifests.size() != 1) {
      throw new AssertionError("not one image, but " + manifests);
    }
    return manifests.get(0);
  }

  /** The image of an OCI layout whose name contains this one as a whole. */
  public static ImageFile ofLayout(Path layout, String name) {
    for (JsonNode descriptor : json(layout.resolve("index.json")).path("manifests")) {
      String full = descriptor.path("annotations").path(REFERENCE).asText();
      if (("/" + full + ":").contains("/" + name + ":")) {
        return of(layout, descriptor, true);
      }
    }
    throw new AssertionError("no image " + name);
  }

  private static ImageFile of(Path layout, JsonNode descriptor, boolean checked) {
    JsonNode manifest = json(blob(layout, descriptor));
    JsonNode config = json(blob(layout, manifest.path("config")));
    if (checked) {
      Specification.manifest(manifest);
      Specification.config(config);
    }
    List<Path> layers = new ArrayList<>();
    manifest.path("layers").forEach(layer -> layers.add(blob(layout, layer)));
    String name = descriptor.path("annotations").path(REFERENCE).asText();
    return of(config, layers, List.of(name));
  }

  /** The only image of an archive made by {@code docker save}, extracted to a folder. */
  public static ImageFile ofDockerArchive(Path folder) {
    JsonNode image = json(folder.resolve("manifest.json")).get(0);
    List<Path> layers = new ArrayList<>();
    image.path("Layers").forEach(layer -> layers.add(folder.resolve(layer.asText())));
    List<String> names = new ArrayList<>();
    image.path("RepoTags").forEach(name -> names.add(name.asText()));
    JsonNode config = json(folder.resolve(image.path("Config").asText()));
    Specification.config(config);
    return of(config, layers, names);
  }

  /** The root file system that the layers make. */
  public LayerTree tree() {
    return LayerTree.of(layers);
  }

  /** The entries of the uppermost layer. */
  public List<TarEntry> lastLayer() {
    return layers.get(layers.size() - 1);
  }

  /** The part of the configuration that says how to run it. */
  public JsonNode container() {
    return config.path("config");
  }

  private static ImageFile of(JsonNode config, List<Path> layers, List<String> names) {
    JsonNode diffIds = config.path("rootfs").path("diff_ids");
    if (diffIds.size() != layers.size()) {
      throw new AssertionError(layers.size() + " layers, but diff ids " + diffIds);
    }
    List<List<TarEntry>> entries = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      entries.add(layer(layers.get(i), diffIds.get(i).asText()));
    }
    return new ImageFile(config, List.copyOf(entries), names);
  }

  private static List<TarEntry> layer(Path file, String diffId) {
    MessageDigest digest = sha256();
    try (InputStream input = new DigestInputStream(uncompressed(file), digest)) {
      List<TarEntry> entries = TarReader.read(input);
      mustEqual(diffId, "sha256:" + HexFormat.of().formatHex(digest.digest()), file);
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static InputStream uncompressed(Path file) throws IOException {
    BufferedInputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    input.mark(2);
    boolean gzip = input.read() == 0x1f && input.read() == 0x8b;
    input.reset();
    return gzip ? new GZIPInputStream(input, 1 << 16) : input;
  }

  private static Path blob(Path layout, JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    Path file = layout.resolve("blobs").resolve(digest.replace(':', '/'));
    try (InputStream input = Files.newInputStream(file)) {
      DigestInputStream digesting = new DigestInputStream(input, sha256());
      long size = digesting.transferTo(java.io.OutputStream.nullOutputStream());
      String actual = HexFormat.of().formatHex(digesting.getMessageDigest().digest());
      mustEqual(digest, "sha256:" + actual, file);
      mustEqual(descriptor.path("size").asText(), Long.toString(size), file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static void mustEqual(String expected, String actual, Path file) {
    if (!expected.equals(actual)) {
      throw new AssertionError(file + " should be " + expected + " but is " + actual);
    }
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
