package io.grampus.cli.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes secrets out of text that is shown. */
public final class SecretMask {
  private static final String STARS = "******";

  private final List<String> secrets;

  /** A mask for these; empty ones are none. */
  public SecretMask(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text with stars for every secret in it. */
  public String apply(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, STARS);
    }
    return masked;
  }
}
