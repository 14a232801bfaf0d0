package io.grampus.build.step;

import io.grampus.build.copy.ModeChange;
import io.grampus.build.dockerfile.AddInstruction;
import io.grampus.build.dockerfile.CopyInstruction;
import io.grampus.build.dockerfile.CopySources;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.HistoryText;
import io.grampus.build.dockerfile.SourceRange;
import io.grampus.build.remote.GitReference;
import io.grampus.build.remote.RemoteException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What COPY and ADD have in common, read and checked.
 *
 * @param range the lines, for errors
 * @param createdBy the line of history
 * @param sources what is copied, in order
 * @param destination as written
 * @param from stage, image or context to copy from, or null for the build context
 * @param chown the owner as written, or null
 * @param chmod the change of the mode, or null
 * @param exclude patterns of what is left out
 * @param link whether the layer is made without a look at what is below
 */
record CopyOrder(
    SourceRange range,
    String createdBy,
    List<OrderedSource> sources,
    String destination,
    @Nullable String from,
    @Nullable String chown,
    @Nullable ModeChange chmod,
    List<String> exclude,
    boolean link) {

  CopyOrder {
    sources = List.copyOf(sources);
    exclude = List.copyOf(exclude);
  }

  /**
   * Refuses flags that contradict one another, as far as that shows before variables have values.
   */
  static void check(AddInstruction add) {
    if (add.checksum() != null
        && add.sources().paths().size() + add.sources().files().size() != 1) {
      throw failure(
          "checksum can't be specified for multiple sources",
          "write an ADD of its own for each file",
          add.range());
    }
  }

  static CopyOrder of(CopyInstruction copy) {
    for (String path : copy.sources().paths()) {
      if (isHttp(path) || isRepository(path)) {
        throw failure(
            "source can't be a " + (isRepository(path) ? "git ref" : "URL") + " for COPY: " + path,
            "ADD fetches it",
            copy.range());
      }
    }
    List<OrderedSource> sources = new ArrayList<>();
    if (!copy.sources().paths().isEmpty()) {
      sources.add(new OrderedSource.Local(copy.sources().paths(), copy.parents(), false));
    }
    return order(
        copy.range(),
        HistoryText.copy(copy),
        withInline(sources, copy.sources()),
        copy.sources().destination(),
        copy.from(),
        copy.chown(),
        copy.chmod(),
        copy.exclude(),
        copy.link());
  }

  static CopyOrder of(AddInstruction add) {
    check(add);
    List<OrderedSource> sources = new ArrayList<>();
    for (String path : add.sources().paths()) {
      sources.add(source(path, add));
    }
    return order(
        add.range(),
        HistoryText.add(add),
        withInline(sources, add.sources()),
        add.sources().destination(),
        null,
        add.chown(),
        add.chmod(),
        add.exclude(),
        add.link());
  }

  private static CopyOrder order(
      SourceRange range,
      String createdBy,
      List<OrderedSource> sources,
      String destination,
      @Nullable String from,
      @Nullable String chown,
      @Nullable String chmod,
      List<String> exclude,
      boolean link) {
    ModeChange change = chmod == null ? null : mode(chmod, range);
    // BuildKit, too, makes an ordinary copy of one that changes modes.
    return new CopyOrder(
        range,
        createdBy,
        sources,
        destination,
        from,
        chown,
        change,
        exclude,
        link && chmod == null);
  }

  private static List<OrderedSource> withInline(List<OrderedSource> sources, CopySources all) {
    if (!all.files().isEmpty()) {
      sources.add(new OrderedSource.Inline(all.files()));
    }
    return sources;
  }

  private static OrderedSource source(String path, AddInstruction add) {
    try {
      Optional<GitReference> repository = GitReference.parse(path);
      if (repository.isPresent()) {
        return new OrderedSource.Repository(
            repository.get().with(add.keepGitDir(), add.checksum()), path);
      }
      if (isHttp(path)) {
        return OrderedSource.Download.of(path, add.checksum(), Boolean.TRUE.equals(add.unpack()));
      }
    } catch (RemoteException e) {
      throw new DockerfileException(
          e.code(), String.valueOf(e.getMessage()), e.hint(), add.range());
    }
    if (add.checksum() != null) {
      throw failure(
          "checksum requires HTTP(S) or Git sources",
          "remove --checksum: what is in the context is known",
          add.range());
    }
    return new OrderedSource.Local(List.of(path), false, !Boolean.FALSE.equals(add.unpack()));
  }

  private static boolean isHttp(String path) {
    return path.startsWith("http://") || path.startsWith("https://");
  }

  private static boolean isRepository(String path) {
    try {
      return GitReference.parse(path).isPresent();
    } catch (RemoteException e) {
      return true;
    }
  }

  private static ModeChange mode(String text, SourceRange range) {
    try {
      return ModeChange.parse(text);
    } catch (IllegalArgumentException e) {
      throw new DockerfileException(
          "chmod-invalid",
          "--chmod=" + text + " is " + e.getMessage(),
          "write it like --chmod=0755 or --chmod=u=rwX,go=rX",
          range);
    }
  }

  private static DockerfileException failure(String problem, String hint, SourceRange range) {
    return new DockerfileException("copy-source-kind", problem, hint, range);
  }
}
