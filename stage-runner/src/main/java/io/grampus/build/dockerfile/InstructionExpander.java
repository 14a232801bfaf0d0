package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the variables of an instruction where the language says so: {@code ADD}, {@code COPY},
 * {@code ENV}, {@code EXPOSE}, {@code LABEL}, {@code STOPSIGNAL}, {@code USER}, {@code VOLUME} and
 * {@code WORKDIR}. The others come back as they are: {@code ARG} is {@link StageScope}'s, {@code
 * FROM} {@link StageGraph}'s, and what a shell will read is the shell's.
 */
public final class InstructionExpander {
  private final WordExpander words;
  private final Consumer<ExpandedWord> listener;

  /** Creates an expander for a file with that escape character. */
  public InstructionExpander(char escape) {
    this(escape, word -> {});
  }

  /** The same, and the listener hears of every word that is expanded. */
  public InstructionExpander(char escape, Consumer<ExpandedWord> listener) {
    this.words = new WordExpander(escape);
    this.listener = listener;
  }

  /**
   * An instruction of the same kind with its variables replaced, quotes and escapes removed.
   *
   * @throws DockerfileException as {@link WordExpander#expand}, and for results beyond 16 million
   *     characters altogether
   */
  public Instruction expand(Instruction instruction, Map<String, String> variables) {
    return instruction.accept(new Run(instruction.range(), variables));
  }

  /** The instruction's mounts, their values expanded, read and checked. */
  public List<RunMount> mounts(RunInstruction instruction, Map<String, String> variables) {
    Run run = new Run(instruction.range(), variables);
    List<RunMount> mounts = new ArrayList<>();
    for (MountFlag flag : instruction.mounts()) {
      mounts.add(MountParser.parse(flag, run::word, instruction.range()));
    }
    return mounts;
  }

  /** One instruction's expansion. */
  private final class Run implements InstructionVisitor<Instruction> {
    private static final int LARGEST_TOTAL = 16 << 20;

    private final SourceRange at;
    private final Map<String, String> variables;
    private long total;

    Run(SourceRange at, Map<String, String> variables) {
      this.at = at;
      this.variables = variables;
    }

    String word(String word) {
      return metered(words.expand(word, variables, at)).text();
    }

    private @Nullable String wordOrNull(@Nullable String word) {
      String expanded = word == null ? "" : word(word);
      return expanded.isEmpty() ? null : expanded;
    }

    private List<String> each(List<String> list) {
      return list.stream().map(this::word).toList();
    }

    private List<KeyValue> pairs(List<KeyValue> pairs) {
      return pairs.stream()
          .map(pair -> new KeyValue(word(pair.key()), word(pair.value()), pair.legacy()))
          .toList();
    }

    private CopySources sources(CopySources sources) {
      List<String> paths = each(sources.paths());
      String destination = word(sources.destination());
      return new CopySources(paths, sources.files().stream().map(this::file).toList(), destination);
    }

    private InlineFile file(InlineFile file) {
      if (!file.expand()) {
        return file;
      }
      WordExpander content = WordExpander.forFileContent();
      String text = metered(content.expand(file.content(), variables, at)).text();
      return new InlineFile(file.name(), text, false);
    }

    private ExpandedWord metered(ExpandedWord word) {
      listener.accept(word);
      total += word.text().length();
      if (total > LARGEST_TOTAL) {
        throw new DockerfileException(
            "dockerfile-expansion",
            "the instruction expands to more than " + LARGEST_TOTAL + " characters",
            "use shorter variables",
            at);
      }
      return word;
    }

    @Override
    public Instruction visitAdd(AddInstruction add) {
      return new AddInstruction(
          add.source(),
          sources(add.sources()),
          wordOrNull(add.chown()),
          wordOrNull(add.chmod()),
          add.link(),
          add.keepGitDir(),
          wordOrNull(add.checksum()),
          add.unpack(),
          add.exclude());
    }

    @Override
    public Instruction visitCopy(CopyInstruction copy) {
      return new CopyInstruction(
          copy.source(),
          sources(copy.sources()),
          copy.from(),
          wordOrNull(copy.chown()),
          wordOrNull(copy.chmod()),
          copy.link(),
          copy.parents(),
          copy.exclude());
    }

    @Override
    public Instruction visitEnv(EnvInstruction env) {
      return new EnvInstruction(env.source(), pairs(env.variables()));
    }

    @Override
    public Instruction visitLabel(LabelInstruction label) {
      return new LabelInstruction(label.source(), pairs(label.labels()));
    }

    @Override
    public Instruction visitExpose(ExposeInstruction expose) {
      List<String> ports = new ArrayList<>();
      for (String port : expose.ports()) {
        ports.addAll(metered(words.expand(port, variables, at)).words());
      }
      return new ExposeInstruction(expose.source(), ports);
    }

    @Override
    public Instruction visitStopsignal(StopsignalInstruction stopsignal) {
      return new StopsignalInstruction(stopsignal.source(), word(stopsignal.signal()));
    }

    @Override
    public Instruction visitUser(UserInstruction user) {
      return new UserInstruction(user.source(), word(user.user()));
    }

    @Override
    public Instruction visitVolume(VolumeInstruction volume) {
      List<String> paths = each(volume.paths());
      if (paths.contains("")) {
        throw new DockerfileException(
            "dockerfile-syntax",
            "VOLUME specified can not be an empty string",
            "give the variable a value, or remove it",
            at);
      }
      return new VolumeInstruction(volume.source(), paths);
    }

    @Override
    public Instruction visitWorkdir(WorkdirInstruction workdir) {
      return new WorkdirInstruction(workdir.source(), word(workdir.path()));
    }

    @Override
    public Instruction visitArg(ArgInstruction arg) {
      return arg;
    }

    @Override
    public Instruction visitCmd(CmdInstruction cmd) {
      return cmd;
    }

    @Override
    public Instruction visitEntrypoint(EntrypointInstruction entrypoint) {
      return entrypoint;
    }

    @Override
    public Instruction visitFrom(FromInstruction from) {
      return from;
    }

    @Override
    public Instruction visitHealthcheck(HealthcheckInstruction healthcheck) {
      return healthcheck;
    }

    @Override
    public Instruction visitMaintainer(MaintainerInstruction maintainer) {
      return maintainer;
    }

    @Override
    public Instruction visitOnbuild(OnbuildInstruction onbuild) {
      return onbuild;
    }

    @Override
    public Instruction visitRun(RunInstruction run) {
      return run;
    }

    @Override
    public Instruction visitShell(ShellInstruction shell) {
      return shell;
    }
  }
}
