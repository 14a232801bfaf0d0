package io.grampus.build.step;

import io.grampus.build.copy.Fingerprint;
import io.grampus.build.image.Digest;
import io.grampus.build.image.Platform;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a root file system came from: a digest over a base and every step's inputs since.
 *
 * @param digest the digest
 * @param inputs what the last step depends on, each under a name that says it to people
 */
public record CacheKey(Digest digest, List<Input> inputs) {
  /** Raised whenever a step with the same inputs has another result than before. */
  private static final String SEMANTICS = "3";

  /** The input that stands for everything before the step. */
  static final String PARENT = "parent";

  /** The input that stands for a layer made without what is below. */
  static final String LINKED = "layer";

  /** The input that says which instruction it is. */
  static final String KIND = "instruction";

  /** The input that sums up the files that COPY and ADD take. */
  static final String SOURCES = "sources";

  /** How the names of inputs begin that sum up the files of a mount. */
  static final String FILES_OF = "files of ";

  /** How the names of inputs begin that are one file each. */
  static final String FILE = "file ";

  /** One thing that a step depends on. */
  public record Input(String name, String value) {}

  /** Copies the list. */
  public CacheKey {
    inputs = List.copyOf(inputs);
  }

  /** The key of nothing at all, for a platform. */
  public static CacheKey ofScratch(Platform platform) {
    return new Builder("scratch").add("platform", platform.toString()).build();
  }

  /** The key of a base image by its manifest's digest. */
  public static CacheKey ofBase(Digest manifest) {
    return new Builder("base").add("manifest", manifest.toString()).build();
  }

  /** The key of a layer that does not depend on what is below it, before its inputs are added. */
  static Builder ofLink() {
    return new Builder("COPY --link").add(PARENT, "");
  }

  /** The key of a step of that kind behind this one, before its inputs are added. */
  Builder step(String kind) {
    return new Builder(kind).add(PARENT, digest.toString());
  }

  /** The key of the step before, unless this one belongs to a base or to no base in particular. */
  public Optional<Digest> parent() {
    return digest(PARENT);
  }

  /** The key of the layer that this step puts on top, if that was made without what is below. */
  public Optional<Digest> linked() {
    return digest(LINKED);
  }

  private Optional<Digest> digest(String name) {
    return inputs.stream()
        .filter(input -> input.name().equals(name) && !input.value().isEmpty())
        .findFirst()
        .map(input -> Digest.parse(input.value()));
  }

  /** Collects inputs; each is written with its length, so that no two lists run together. */
  static final class Builder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final List<Input> inputs = new ArrayList<>();

    private Builder(String kind) {
      write(SEMANTICS);
      add(KIND, kind);
    }

    /**
     * Adds one input.
     *
     * @param name what people call it; no part of the digest
     */
    Builder add(String name, String value) {
      inputs.add(new Input(name, value));
      return write(value);
    }

    Builder add(String name, Collection<String> values) {
      write(Integer.toString(values.size()));
      values.forEach(this::write);
      inputs.add(new Input(name, String.join(" ", values)));
      return this;
    }

    /**
     * Adds names and values, each of which people see as an input of its own.
     *
     * @param called what people call the input of a name
     */
    Builder add(Map<String, String> values, UnaryOperator<String> called) {
      write(Integer.toString(values.size()));
      values.forEach(
          (key, value) -> {
            write(key);
            add(called.apply(key), value);
          });
      return this;
    }

    /** Names the single files of an input that sums them up; they are no part of the digest. */
    Builder describe(List<Fingerprint.FileDigest> files) {
      files.forEach(file -> inputs.add(new Input(FILE + file.path(), file.digest())));
      return this;
    }

    private Builder write(String value) {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      try {
        out.writeInt(text.length);
        out.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail", e);
      }
      return this;
    }

    CacheKey build() {
      return new CacheKey(Digest.of(bytes.toByteArray()), inputs);
    }
  }
}
