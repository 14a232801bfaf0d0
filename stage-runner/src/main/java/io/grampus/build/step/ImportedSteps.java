package io.grampus.build.step;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.LayerStream;
import java.time.Instant;
import java.util.Optional;

/** What other machines know of steps. What it says is not to be trusted. */
public interface ImportedSteps {
  /** Nothing is known. */
  ImportedSteps NONE = key -> Optional.empty();

  /**
   * A step that somebody executed.
   *
   * @param executed when
   * @param layer what it changed; empty for nothing
   */
  record Imported(Instant executed, Optional<Layer> layer) {}

  /**
   * A layer that has been fetched.
   *
   * @param diffId the digest that its uncompressed stream shall have
   * @param stream the layer, uncompressed
   */
  record Layer(Digest diffId, LayerStream stream) {}

  /**
   * What is known of a step; its layer is fetched by this.
   *
   * @throws io.grampus.os.GrampusException where it cannot be fetched
   */
  Optional<Imported> find(CacheKey key);
}
