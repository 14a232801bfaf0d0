package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an image is listed in the index of an OCI layout: once for each name, or once without.
 *
 * @param names under which it is listed
 * @param annotations that each entry has besides
 */
public record LayoutEntries(List<Name> names, Map<String, String> annotations) {
  /** The annotation that holds a whole name; containerd, Docker and BuildKit know it. */
  static final String WHOLE_NAME = "io.containerd.image.name";

  /**
   * One name.
   *
   * @param reference value of org.opencontainers.image.ref.name
   * @param whole the complete name of the image, or null
   */
  public record Name(String reference, @Nullable String whole) {}

  /** Copies the collections. */
  public LayoutEntries {
    names = List.copyOf(names);
    annotations = Map.copyOf(annotations);
  }

  /** Entries of these names, where each is its own reference. */
  public static LayoutEntries of(List<String> names) {
    return new LayoutEntries(names.stream().map(name -> new Name(name, null)).toList(), Map.of());
  }

  /** The entries for a manifest. */
  List<Descriptor> of(Descriptor manifest) {
    Map<String, String> all = new TreeMap<>(annotations);
    List<Descriptor> entries = new ArrayList<>();
    for (Name name : names) {
      Map<String, String> named = new TreeMap<>(all);
      named.put(Descriptor.REFERENCE_NAME, name.reference());
      if (name.whole() != null) {
        named.put(WHOLE_NAME, name.whole());
      }
      entries.add(manifest.withAnnotations(named));
    }
    return entries.isEmpty() ? List.of(manifest.withAnnotations(all)) : entries;
  }

  /** The entries that stay in an index to which these are added: those of other names. */
  List<Descriptor> remaining(List<Descriptor> present, Descriptor manifest) {
    List<Descriptor> added = of(manifest);
    return present.stream()
        .filter(entry -> added.stream().noneMatch(other -> isSamePlace(entry, other)))
        .toList();
  }

  private static boolean isSamePlace(Descriptor one, Descriptor other) {
    return Objects.equals(one.referenceName(), other.referenceName())
        && Objects.equals(one.annotations().get(WHOLE_NAME), other.annotations().get(WHOLE_NAME));
  }
}
