package io.grampus.build.tool;

import io.grampus.build.image.ImageReference;
import java.util.Optional;

/**
 * How a registry is reached. Credentials never appear here: skopeo takes them from the user's
 * files, in this order: {@code $REGISTRY_AUTH_FILE}, {@code $DOCKER_CONFIG/config.json}, {@code
 * $XDG_RUNTIME_DIR/containers/auth.json}, {@code ~/.docker/config.json}.
 *
 * @param tlsVerify whether HTTPS with a valid certificate is demanded; empty for the usual rule,
 *     which is yes, except for a registry on this machine
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

  boolean verifies(ImageReference image) {
    return tlsVerify.orElse(!image.isLoopback());
  }
}
