package io.grampus.build;

import io.grampus.build.image.Descriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in one vertex of the build graph: a step, or work around the steps such
 * as loading a base image or exporting.
 *
 * <p>A vertex starts once, and then is finished, cached or failed once; everything else about it
 * happens in between.
 */
public sealed interface VertexEvent extends BuildEvent {

  /** The vertex's number, unique in its build. */
  int vertex();

  /**
   * A vertex begins.
   *
   * @param kind what it does
   * @param stage the name of its stage, or null
   * @param label one line as buildx prints it, for example {@code [web 2/5] RUN make}
   */
  record Started(Instant at, int vertex, VertexKind kind, @Nullable String stage, String label)
      implements VertexEvent {}

  /**
   * A base image's name was looked up.
   *
   * @param reference the complete name
   * @param digest of its manifest
   * @param local whether the local store answered
   */
  record BaseImageResolved(Instant at, int vertex, String reference, String digest, boolean local)
      implements VertexEvent {}

  /**
   * Some of a longer transfer is done.
   *
   * @param item what is transferred, for example a layer's digest; the same text each time
   * @param done bytes so far
   * @param total all bytes, where known
   */
  record Transferred(Instant at, int vertex, String item, long done, OptionalLong total)
      implements VertexEvent {}

  /**
   * A base image's files are there.
   *
   * @param digest of its manifest
   * @param reused whether they had been unpacked by an earlier build
   */
  record BaseImageUnpacked(Instant at, int vertex, String digest, boolean reused)
      implements VertexEvent {}

  /**
   * The vertex's result is not in the cache.
   *
   * @param reasons in what it differs from the nearest that is, each one line
   */
  record Missed(Instant at, int vertex, List<String> reasons) implements VertexEvent {
    /** Copies the list. */
    public Missed {
      reasons = List.copyOf(reasons);
    }
  }

  /** The vertex's command wrote something. */
  record Wrote(Instant at, int vertex, OutputStreamName stream, OutputChunk chunk)
      implements VertexEvent {}

  /**
   * What the vertex changed has become a layer.
   *
   * @param diffId digest of the uncompressed layer
   * @param size its length in bytes
   * @param entries its number of files, folders, links, nodes and whiteouts
   */
  record LayerCommitted(Instant at, int vertex, String diffId, long size, long entries)
      implements VertexEvent {}

  /**
   * What the root file system behind the vertex is made of.
   *
   * @param layers as they are stored, lowest first
   * @param added whether the topmost is what this vertex changed, now or in an earlier build
   */
  record Stacked(Instant at, int vertex, List<Descriptor> layers, boolean added)
      implements VertexEvent {
    /** Copies the list. */
    public Stacked {
      layers = List.copyOf(layers);
    }
  }

  /**
   * A part of an output is done.
   *
   * @param output which of the request's outputs
   * @param text one line, for example {@code naming to docker.io/library/web:latest}
   */
  record Exported(Instant at, int vertex, Output output, String text) implements VertexEvent {}

  /** Something in the vertex is worth a line. */
  record Noted(Instant at, int vertex, String text) implements VertexEvent {}

  /** The vertex did its work. */
  record Finished(Instant at, int vertex, Duration duration) implements VertexEvent {}

  /** The vertex's result was known already. */
  record Cached(Instant at, int vertex) implements VertexEvent {}

  /**
   * The vertex failed, and with it the build.
   *
   * @param message one sentence, the same as the exception's
   */
  record Failed(Instant at, int vertex, Duration duration, String message) implements VertexEvent {}

  /** The vertex was given up because the build was interrupted or another vertex failed. */
  record Canceled(Instant at, int vertex) implements VertexEvent {}
}
