package io.grampus.build.tool;

import io.grampus.build.image.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * How a registry is reached. Credentials never appear here: skopeo takes them from the user's
 * files, see {@link RegistryLogin}.
 *
 * @param tlsVerify whether HTTPS with a valid certificate is demanded; empty for the usual rule,
 *     which is what containers-registries.conf(5) says of the registry, and no for one on this
 *     machine
 */
public record RegistryAccess(Optional<Boolean> tlsVerify) {
  /** The usual rule. */
  public static RegistryAccess usual() {
    return new RegistryAccess(Optional.empty());
  }

  /** HTTPS demanded or not, whatever the registry. */
  public static RegistryAccess withTlsVerify(boolean verify) {
    return new RegistryAccess(Optional.of(verify));
  }

  /** The option of skopeo by that name, or none where it is to decide itself. */
  List<String> option(String name, ImageReference image) {
    Optional<Boolean> usual = image.isLoopback() ? Optional.of(false) : Optional.empty();
    return tlsVerify.or(() -> usual).map(verify -> "--" + name + "=" + verify).stream().toList();
  }
}
