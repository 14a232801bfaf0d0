package io.grampus.build.copy;

import io.grampus.build.layer.TarFormatException;
import io.grampus.build.layer.UpperTree;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks a layer on top of those below it; its whiteouts delete what they have. */
public final class LayerUnpacker {
  private final ArchiveUnpacker unpacker;

  /** An unpacker into that tree. */
  public LayerUnpacker(UpperTree target) {
    this.unpacker = ArchiveUnpacker.ofLayer(target);
  }

  /**
   * Unpacks everything.
   *
   * @param tar the layer, uncompressed; stays open
   * @throws TarFormatException for a layer that is damaged or refused
   */
  public void unpack(InputStream tar) throws IOException {
    unpacker.unpack(tar);
  }
}
