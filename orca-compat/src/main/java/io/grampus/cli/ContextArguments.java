package io.grampus.cli;

import io.grampus.build.BuildContexts;
import io.grampus.build.ContextSource;
import io.grampus.build.image.ImageReference;
import io.grampus.build.remote.GitReference;
import io.grampus.build.remote.RemoteException;
import io.grampus.build.remote.RemoteFile;
import io.grampus.os.GrampusException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what the command line says about build contexts. */
final class ContextArguments {
  static final String STDIN = "-";

  private static final String IMAGE = "docker-image://";
  private static final String LAYOUT = "oci-layout://";

  private final InputStream in;
  private final boolean keepsGitDir;

  /**
   * Standard input may be a context.
   *
   * @param keepsGitDir whether a repository that is the main one keeps its {@code .git}
   */
  ContextArguments(InputStream in, boolean keepsGitDir) {
    this.in = in;
    this.keepsGitDir = keepsGitDir;
  }

  /** The contexts of a build. */
  BuildContexts of(String main, List<String> named) {
    Map<String, ContextSource> sources = new LinkedHashMap<>();
    for (String text : named) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new UsageException(
            "--build-context \"" + text + "\" has no name", "write --build-context NAME=PLACE");
      }
      sources.put(name(text.substring(0, equals)), named(text.substring(equals + 1)));
    }
    return new BuildContexts(main(main), sources);
  }

  private static String name(String text) {
    try {
      ImageReference.parse(text);
      return text;
    } catch (GrampusException e) {
      throw new UsageException(
          "\"" + text + "\" cannot be the name of a context: " + e.getMessage(),
          "use lower-case letters and digits");
    }
  }

  private ContextSource main(String text) {
    if (text.equals(STDIN)) {
      return new ContextSource.Stream(in);
    }
    if (text.startsWith(IMAGE) || text.startsWith(LAYOUT)) {
      throw new UsageException(
          "the context " + text + " is an image", "use it with --build-context NAME=" + text);
    }
    ContextSource source = remote(text).orElseGet(() -> folder(text));
    return keepsGitDir && source instanceof ContextSource.Repository repository
        ? new ContextSource.Repository(repository.reference().with(true, null))
        : source;
  }

  private static ContextSource named(String text) {
    if (text.startsWith(IMAGE)) {
      return new ContextSource.Image(text.substring(IMAGE.length()));
    }
    if (text.startsWith(LAYOUT)) {
      return layout(text.substring(LAYOUT.length()));
    }
    return remote(text).orElseGet(() -> folder(text));
  }

  /**
   * {@code FOLDER}, {@code FOLDER:TAG} or {@code FOLDER@DIGEST}; a folder that is there goes first.
   */
  private static ContextSource layout(String text) {
    int at = text.lastIndexOf("@sha256:");
    int colon = text.lastIndexOf(':');
    int end = text.length();
    if (!Files.isDirectory(Path.of(text))) {
      end = at >= 0 ? at : colon > text.lastIndexOf('/') ? colon : end;
    }
    Path folder = Path.of(text.substring(0, end));
    if (!Files.isRegularFile(folder.resolve("index.json"))) {
      throw new UsageException(
          folder + " is no OCI layout: it has no index.json",
          "write oci-layout://FOLDER, oci-layout://FOLDER:TAG or oci-layout://FOLDER@DIGEST");
    }
    return new ContextSource.Layout(folder, text.substring(end));
  }

  private static Optional<ContextSource> remote(String text) {
    try {
      boolean isFolder = Files.isDirectory(Path.of(text));
      Optional<GitReference> repository =
          isFolder ? Optional.empty() : GitReference.parseContext(text);
      if (repository.isPresent()) {
        return Optional.of(new ContextSource.Repository(repository.get()));
      }
      return text.startsWith("http://") || text.startsWith("https://")
          ? Optional.of(new ContextSource.Download(RemoteFile.of(text)))
          : Optional.empty();
    } catch (RemoteException e) {
      throw new UsageException("the context " + e.getMessage(), e.hint());
    }
  }

  private static ContextSource folder(String text) {
    Path folder = Path.of(text);
    if (!Files.isDirectory(folder)) {
      String problem = Files.exists(folder) ? " is not a folder" : " does not exist";
      throw new UsageException(
          "the context " + text + problem,
          "name a folder, for example \".\", a URL, a git repository, or - for standard input");
    }
    return new ContextSource.Folder(folder);
  }
}
