package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.copy.AccountException;
import io.grampus.build.copy.CopyRequest;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.UnionView;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.snapshot.WorkingSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COPY and ADD: bring files of the context, a stage or an image into the root file system. */
final class CopyStep {
  private final StepSurroundings surroundings;
  private final CopyOrder order;
  private final List<CopyPart> parts;

  CopyStep(StepSurroundings surroundings, CopyInputs inputs, CopyOrder order) {
    this.surroundings = surroundings;
    this.order = order;
    CopyParts makers = new CopyParts(inputs, order.from());
    this.parts = order.sources().stream().map(makers::of).toList();
  }

  StageState apply(StageState state, Vertex vertex) throws IOException, InterruptedException {
    Snapshot below = order.link() ? Snapshot.EMPTY : state.snapshot();
    CopyRequest request = request(state, below);
    List<String> identities = new ArrayList<>();
    for (CopyPart part : parts) {
      identities.add(part.identity(request));
    }
    Copy copy = new Copy(request);
    CachedSteps steps = new CachedSteps(surroundings);
    if (!order.link()) {
      CacheKey key = complete(state.key().step("COPY"), request, identities);
      return steps.execute(state, key, order.createdBy(), vertex, copy);
    }
    // The layer does not depend on what is below, so that any base finds it.
    CacheKey layer = complete(CacheKey.ofLink(), request, identities);
    CacheKey whole =
        state.key().step("LINK").add(CacheKey.LINKED, layer.digest().toString()).build();
    return steps.executeBeside(
        state, new CachedSteps.Beside(below, layer, whole), order.createdBy(), vertex, copy);
  }

  private CacheKey complete(CacheKey.Builder key, CopyRequest request, List<String> identities) {
    key.add("destination", request.destination())
        .add("--chown", String.valueOf(request.chown()))
        .add("--chmod", request.chmod() == null ? "" : request.chmod().text())
        .add("--exclude", order.exclude())
        .add(CacheKey.SOURCES, identities);
    parts.forEach(part -> key.describe(part.files()));
    return key.build();
  }

  /** The copy of sources that somebody may change at the same time. */
  private final class Copy implements CachedSteps.Change {
    private final CopyRequest request;

    Copy(CopyRequest request) {
      this.request = request;
    }

    @Override
    public void make(WorkingSnapshot working) throws IOException, InterruptedException {
      try (UpperTree target = surroundings.snapshotter().fill(working)) {
        for (CopyPart part : parts) {
          part.copy(request, working, target);
        }
      }
    }

    @Override
    public boolean isReproducible() throws IOException, InterruptedException {
      for (CopyPart part : parts) {
        if (!part.isUnchanged(request)) {
          return false;
        }
      }
      return true;
    }
  }

  private CopyRequest request(StageState state, Snapshot below) throws IOException {
    String directory = WorkdirStep.current(state);
    String destination = order.destination();
    String absolute = destination.startsWith("/") ? destination : slashed(directory) + destination;
    return new CopyRequest(
        List.of(), absolute, owner(below), order.chmod(), IgnoreRules.of(order.exclude()), false);
  }

  private static String slashed(String directory) {
    return directory.endsWith("/") ? directory : directory + "/";
  }

  private @Nullable Owner owner(Snapshot below) throws IOException {
    String chown = order.chown();
    if (chown == null || chown.isEmpty()) {
      return null;
    }
    try (UnionView view = surroundings.snapshotter().view(below)) {
      return surroundings.accounts(view).owner(chown);
    } catch (AccountException e) {
      throw order.link() ? e.underLink() : e;
    }
  }
}
