package io.grampus.build;

import io.grampus.build.cache.CacheExport;
import io.grampus.build.cache.RemoteCaches;
import io.grampus.build.copy.CopySource;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionExpander;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.dockerfile.StageSource;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.Platform;
import io.grampus.build.mount.MountSupplies;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.snapshot.Snapshotter;
import io.grampus.build.step.CacheKey;
import io.grampus.build.step.CopyInputs;
import io.grampus.build.step.FolderStep;
import io.grampus.build.step.ImportedSteps;
import io.grampus.build.step.MissExplanation;
import io.grampus.build.step.StageState;
import io.grampus.build.step.Step;
import io.grampus.build.step.StepCache;
import io.grampus.build.step.StepFactory;
import io.grampus.build.step.StepSurroundings;
import io.grampus.build.store.StoreFailure;
import io.grampus.build.tool.BaseImage;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Builds the stages that the target needs, side by side where they do not need one another. */
final class StageBuilder {
  private final BuildMachinery machinery;
  private final BuildRequest request;
  private final BuildEvents events;
  private final PlacedWork work;
  private final OpenedContexts contexts;
  private final Snapshotter snapshotter;
  private final StepCache cache;
  private final Optional<MissExplanation> explanation;
  private final ImportedSteps imports;
  private final Map<Integer, ExternalSource> bases = new ConcurrentHashMap<>();
  private final Map<Integer, StageState> finished = new ConcurrentHashMap<>();
  private boolean rungTold;

  StageBuilder(
      BuildMachinery machinery,
      BuildRequest request,
      OpenedContexts contexts,
      BuildEvents events,
      SourcePlaces places) {
    this.machinery = machinery;
    this.request = request;
    this.contexts = contexts;
    this.events = events;
    this.work = new PlacedWork(places);
    this.snapshotter =
        new Snapshotter(
            machinery.store(),
            machinery.files(),
            () -> machinery.means().get().snapshotter(),
            machinery.umoci(),
            machinery.clock(),
            warning -> events.warn("layer", warning, null));
    this.cache = new StepCache(machinery.store());
    this.imports =
        machinery
            .caches()
            .read(request.cache().imports(), warning -> events.warn("cache", warning, null));
    this.explanation = request.cache().explain() ? Optional.of(explanation()) : Optional.empty();
  }

  private MissExplanation explanation() {
    Path records = machinery.store().layout().cache();
    try {
      return MissExplanation.of(records);
    } catch (IOException e) {
      throw StoreFailure.of("read the cache", records, e);
    }
  }

  /** The target stage's image. */
  BuiltImage build(StageGraph asWritten) throws InterruptedException {
    StageGraph stages = withBases(asWritten);
    List<Stage> order = stages.order();
    for (Stage stage : order) {
      for (Instruction instruction : stage.steps()) {
        work.placed(instruction.range(), () -> StepFactory.refuseUnsupported(instruction));
      }
    }
    new Rehearsal(stages, this::environment).perform(order);
    events.tell(new BuildEvent.BuildStarted(events.now(), planned(order)));
    StageGraph complete = stages;
    new StageScheduler(request.jobs())
        .run(order, stage -> finished.put(stage.index(), build(complete, stage)));
    StageState result = finished.get(stages.target().index());
    if (result == null) {
      throw new IllegalStateException("the target is not among the stages built");
    }
    Optional<BaseImage> base = base(stages, stages.target());
    return new BuiltImage(
        request.cache().isInline()
            ? RemoteCaches.inline(result.config(), result.key(), cache.uses())
            : result.config(),
        result.layers(),
        base.map(image -> image.layers().size()).orElse(0),
        base.map(image -> image.config().history().size()).orElse(0));
  }

  private Map<String, String> environment(Stage stage) {
    ImageConfig config =
        bases.get(stage.index()) instanceof ExternalSource.Image named && !named.image().isScratch()
            ? named.image().config().withDefaultPath()
            : ImageConfig.scratch(platform(stage));
    return config.environment();
  }

  /** Finds all bases; a trigger that one of them brings in may need a stage that nothing needed. */
  private StageGraph withBases(StageGraph asWritten) throws InterruptedException {
    StageGraph stages = asWritten;
    Optional<Stage> next = firstWithoutBase(stages);
    while (next.isPresent()) {
      Stage stage = next.get();
      ExternalSource base = resolve(stage, ((StageSource.External) stage.base()).name());
      bases.put(stage.index(), base);
      stages = stages.withTriggers(stage.index(), base.triggers());
      next = firstWithoutBase(stages);
    }
    return stages;
  }

  private Optional<Stage> firstWithoutBase(StageGraph stages) {
    return stages.order().stream()
        .filter(stage -> stage.base() instanceof StageSource.External)
        .filter(stage -> !bases.containsKey(stage.index()))
        .findFirst();
  }

  /** The image that a stage starts from, by way of other stages or not. */
  private Optional<BaseImage> base(StageGraph stages, Stage stage) {
    if (stage.base() instanceof StageSource.OfStage other) {
      return base(stages, stages.stage(other.index()));
    }
    return bases.get(stage.index()) instanceof ExternalSource.Image named
        ? Optional.of(named.image())
        : Optional.empty();
  }

  /** Writes the caches that the request asks for, behind {@link #build}. */
  void exportCaches(StageGraph stages) {
    StageState result = finished.get(stages.target().index());
    if (result == null) {
      throw new IllegalStateException("nothing has been built yet");
    }
    for (CacheExport export : request.cache().exportsElsewhere()) {
      Vertex vertex = events.start(VertexKind.EXPORT, null, "exporting cache to " + export.place());
      try {
        vertex.note("wrote " + machinery.caches().write(export, result.key(), cache.uses()));
        vertex.finish();
      } catch (GrampusException e) {
        vertex.fail(String.valueOf(e.getMessage()));
        if (!export.ignoresErrors()) {
          throw e;
        }
      }
    }
  }

  private static List<BuildEvent.PlannedStage> planned(List<Stage> order) {
    return order.stream()
        .map(stage -> new BuildEvent.PlannedStage(stage.name(), shownSteps(stage)))
        .toList();
  }

  private static int shownSteps(Stage stage) {
    return 1 + (int) stage.steps().stream().filter(StepFactory::changesFiles).count();
  }

  private ExternalSource resolve(Stage stage, String name) throws InterruptedException {
    Vertex vertex =
        events.start(VertexKind.BASE_IMAGE, stage.name(), "[internal] load metadata for " + name);
    Platform platform = platform(stage);
    return work.supervised(vertex, stage.from().range(), () -> contexts.resolve(name, platform));
  }

  private static Platform platform(Stage stage) {
    return stage.platform() == null ? Platform.host() : Platform.parse(stage.platform());
  }

  private StageState build(StageGraph stages, Stage stage) throws InterruptedException {
    StageState state = events.done(stage.from(), begin(stages, stage));
    StepSurroundings surroundings = surroundings(stages, stage);
    StepFactory steps = new StepFactory(surroundings, copyInputs(stage), stages.escape());
    InstructionExpander expander = new InstructionExpander(stages.escape());
    int total = shownSteps(stage);
    int shown = 1;
    for (Instruction instruction : stage.steps()) {
      Instruction expanded = expander.expand(instruction, state.scope().environment());
      shown += StepFactory.changesFiles(expanded) ? 1 : 0;
      String label = label(stage, stages, shown, total, expanded);
      state = events.done(instruction, execute(steps, expanded, state, stage.displayName(), label));
    }
    return state;
  }

  private StepSurroundings surroundings(StageGraph stages, Stage stage) {
    return new StepSurroundings(
        machinery.files(),
        snapshotter,
        cache,
        !request.noCache() && !request.cache().ignoresCacheOf(stage.name()),
        imports,
        explanation,
        this::sandbox,
        stages.arguments().proxyVariables(),
        request.run(),
        machinery.clock(),
        warning -> events.warn("step", warning, null),
        new MountSupplies(machinery.store(), machinery.files(), request.credentials()),
        request.onFailure());
  }

  private static String label(
      Stage stage, StageGraph stages, int number, int total, Instruction instruction) {
    return prefix(stage, stages, number, total) + instruction.text();
  }

  private static String prefix(Stage stage, StageGraph stages, int number, int total) {
    boolean lone = stages.stages().size() == 1 && stage.name() == null;
    return "[" + (lone ? "" : stage.displayName() + " ") + number + "/" + total + "] ";
  }

  private StageState execute(
      StepFactory steps, Instruction instruction, StageState state, String stage, String label)
      throws InterruptedException {
    Step step = work.placed(instruction.range(), () -> instruction.accept(steps));
    if (step instanceof Step.Configuring configuring) {
      return work.placed(instruction.range(), () -> configuring.change().apply(state));
    }
    Step.Action action = ((Step.Changing) step).action();
    Vertex vertex = events.start(VertexKind.STEP, stage, label);
    return work.supervised(
        vertex,
        instruction.range(),
        () -> vertex.stacked(state.layers(), action.apply(state, vertex)));
  }

  /** The kind of sandbox is said once, and only when there is something to run. */
  private synchronized Sandbox sandbox() {
    CommandMeans means = machinery.means().get();
    if (!rungTold) {
      rungTold = true;
      events.tell(new BuildEvent.RungChosen(events.now(), means.rung(), means.reasons()));
    }
    return means.sandbox();
  }

  private CopyInputs copyInputs(Stage stage) {
    return new StageCopyInputs(machinery, contexts, stage, finished);
  }

  private StageState begin(StageGraph stages, Stage stage) throws InterruptedException {
    StageSource base = stage.base();
    if (base instanceof StageSource.OfStage other) {
      return inherit(other.index());
    }
    String name = base instanceof StageSource.External external ? external.name() : "scratch";
    String label = prefix(stage, stages, 1, shownSteps(stage)) + "FROM " + name;
    Vertex vertex = events.start(VertexKind.BASE_IMAGE, stage.displayName(), label);
    return work.supervised(
        vertex,
        stage.from().range(),
        () -> vertex.stacked(List.of(), begin(stages, stage, name, vertex)));
  }

  private StageState inherit(int index) {
    StageState base = finished.get(index);
    if (base == null) {
      throw new IllegalStateException("stage " + index + " is needed before it is built");
    }
    StageScope scope = base.scope().inherit(base.config().environment());
    return new StageState(
        base.config().withoutOnBuild(), scope, base.snapshot(), base.layers(), false, base.key());
  }

  private StageState begin(StageGraph stages, Stage stage, String name, Vertex vertex)
      throws IOException, InterruptedException {
    ExternalSource source = bases.get(stage.index());
    if (source instanceof ExternalSource.Files files) {
      try (CopySource tree = files.folder().open(machinery.files())) {
        return new FolderStep(surroundings(stages, stage))
            .apply(scratch(stages, stage), tree, name, vertex);
      }
    }
    return source instanceof ExternalSource.Image named && !named.image().isScratch()
        ? begin(stages, named.image(), vertex)
        : scratch(stages, stage);
  }

  private static StageState scratch(StageGraph stages, Stage stage) {
    Platform platform = platform(stage);
    ImageConfig config = ImageConfig.scratch(platform);
    return new StageState(
        config,
        StageScope.of(stages.arguments(), config.environment()),
        Snapshot.EMPTY,
        List.of(),
        false,
        CacheKey.ofScratch(platform));
  }

  private StageState begin(StageGraph stages, BaseImage base, Vertex vertex) {
    boolean reused = machinery.bases().isUnpacked(base);
    Path root = machinery.bases().unpacked(base);
    String directory = machinery.store().layout().root().relativize(root).toString();
    base.digest().ifPresent(digest -> vertex.baseUnpacked(digest.toString(), reused));
    ImageConfig config = base.config().withoutOnBuild().withDefaultPath();
    return new StageState(
        config,
        StageScope.of(stages.arguments(), config.environment()),
        Snapshot.EMPTY.plus(directory),
        base.layers(),
        false,
        CacheKey.ofBase(base.digest().orElseThrow()));
  }
}
