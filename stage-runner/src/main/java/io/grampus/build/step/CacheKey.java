package io.grampus.build.step;

import io.grampus.build.image.Digest;
import io.grampus.build.image.Platform;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * What a root file system came from: a digest over a base and every step's inputs since.
 *
 * @param digest the digest
 */
public record CacheKey(Digest digest) {
  /** Raised whenever a step with the same inputs has another result than before. */
  private static final String SEMANTICS = "1";

  /** The key of nothing at all, for a platform. */
  public static CacheKey ofScratch(Platform platform) {
    return new Builder("scratch").add(platform.toString()).build();
  }

  /** The key of a base image by its manifest's digest. */
  public static CacheKey ofBase(Digest manifest) {
    return new Builder("base").add(manifest.toString()).build();
  }

  /** The key of a layer that does not depend on what is below it, before its inputs are added. */
  static Builder ofLink() {
    return new Builder("link");
  }

  /** The key of a step of that kind behind this one, before its inputs are added. */
  Builder step(String kind) {
    return new Builder(kind).add(digest.toString());
  }

  /** Collects inputs; each is written with its length, so that no two lists run together. */
  static final class Builder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private Builder(String kind) {
      add(SEMANTICS).add(kind);
    }

    Builder add(String input) {
      byte[] text = input.getBytes(StandardCharsets.UTF_8);
      try {
        out.writeInt(text.length);
        out.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail", e);
      }
      return this;
    }

    Builder add(Collection<String> inputs) {
      add(Integer.toString(inputs.size()));
      inputs.forEach(this::add);
      return this;
    }

    Builder add(Map<String, String> inputs) {
      add(Integer.toString(inputs.size()));
      inputs.forEach((name, value) -> add(name).add(value));
      return this;
    }

    CacheKey build() {
      return new CacheKey(Digest.of(bytes.toByteArray()));
    }
  }
}
