package io.grampus.tests.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Writes OCI layouts with layers that no tool would make. */
public final class ImageMaker {
  private final Workspace workspace;
  private final String folder;

  /** Will write into this folder of the workspace. */
  public ImageMaker(Workspace workspace, String folder) {
    this.workspace = workspace;
    this.folder = folder;
  }

  /** Writes an image, for the architecture of this machine, with these uncompressed layers. */
  public Path write(List<byte[]> layers) {
    List<String> descriptors = new ArrayList<>();
    List<String> diffIds = new ArrayList<>();
    for (byte[] layer : layers) {
      descriptors.add(blob("application/vnd.oci.image.layer.v1.tar", layer));
      diffIds.add("\"sha256:" + sha256(layer) + "\"");
    }
    String machine = System.getProperty("os.arch");
    String architecture = machine.equals("aarch64") ? "arm64" : "amd64";
    String config =
        """
        {"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"]},
         "rootfs":{"type":"layers","diff_ids":[%s]}}"""
            .formatted(architecture, String.join(",", diffIds));
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":%s,"layers":[%s]}"""
            .formatted(
                blob("application/vnd.oci.image.config.v1+json", bytes(config)),
                descriptors.stream().collect(Collectors.joining(",")));
    String descriptor = blob("application/vnd.oci.image.manifest.v1+json", bytes(manifest));
    file("index.json", bytes("{\"schemaVersion\":2,\"manifests\":[" + descriptor + "]}"));
    return file("oci-layout", bytes("{\"imageLayoutVersion\":\"1.0.0\"}")).getParent();
  }

  private String blob(String mediaType, byte[] content) {
    String digest = sha256(content);
    file("blobs/sha256/" + digest, content);
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
        .formatted(mediaType, digest, content.length);
  }

  private Path file(String name, byte[] content) {
    return workspace.file(folder + "/" + name, content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
