package io.grampus.build.remote;

import io.grampus.build.store.Store;
import io.grampus.build.tool.Git;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and checks out commits of git repositories elsewhere. */
public final class GitRepositories {
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";
  private static final String PEELED = "^{}";
  private static final String GIT_DIRECTORY = ".git";

  private final Store store;
  private final Git git;

  /** Repositories, with temporary files in that store. */
  public GitRepositories(Store store, Git git) {
    this.store = store;
    this.git = git;
  }

  private record RemoteRef(String commit, String name) {}

  /**
   * The commit that a reference means now. A branch goes before a tag of the same name, as it does
   * for git checkout.
   *
   * @throws RemoteException {@code git-failed} where there is none, {@code checksum-mismatch}
   */
  public String commit(GitReference reference) {
    String commit = reference.isCommit() ? reference.ref() : lookUp(reference);
    String expected = reference.checksum();
    if (expected != null && !commit.startsWith(expected)) {
      throw RemoteException.commitMismatch(reference, commit, expected);
    }
    return commit;
  }

  private String lookUp(GitReference reference) {
    String name = reference.ref().isEmpty() ? "HEAD" : reference.ref();
    Path directory = emptyDirectory();
    try {
      String listed =
          git.run(
              purpose(reference),
              directory,
              List.of("ls-remote", "--", reference.remote(), name, name + PEELED));
      List<RemoteRef> refs =
          listed
              .lines()
              .map(line -> line.split("\t", 2))
              .filter(fields -> fields.length == 2 && GitReference.isCommit(fields[0]))
              .map(fields -> new RemoteRef(fields[0], fields[1]))
              .toList();
      for (String candidate : List.of(name, HEADS + name, TAGS + name)) {
        Optional<String> commit = find(refs, candidate + PEELED).or(() -> find(refs, candidate));
        if (commit.isPresent()) {
          return commit.get();
        }
      }
    } finally {
      store.removeTree(directory);
    }
    throw RemoteException.repository(
        reference,
        "repository does not contain ref " + name,
        "name a branch, a tag or a whole commit id");
  }

  private static Optional<String> find(List<RemoteRef> refs, String name) {
    return refs.stream().filter(ref -> ref.name().equals(name)).map(RemoteRef::commit).findFirst();
  }

  /**
   * Checks a commit out.
   *
   * @param commit what {@link #commit} said
   * @param target an empty directory, which gets the files
   * @return where in the target the files that the reference wants are
   */
  public Path checkOut(GitReference reference, String commit, Path target) throws IOException {
    run(reference, target, "init", "--quiet");
    run(reference, target, "remote", "add", "origin", reference.remote());
    fetch(reference, commit, target);
    run(reference, target, "checkout", "--quiet", "--detach", commit);
    if (reference.submodules() && Files.exists(target.resolve(".gitmodules"))) {
      run(
          reference,
          target,
          "submodule",
          "--quiet",
          "update",
          "--init",
          "--recursive",
          "--depth=1");
    }
    if (reference.keepGitDir() && reference.directory().isEmpty()) {
      forget(reference, target);
      return target;
    }
    store.removeTree(target.resolve(GIT_DIRECTORY));
    removeModuleLinks(target);
    return subdirectory(reference, target);
  }

  /** Servers need not hand out every commit by its id, nor without its history. */
  private void fetch(GitReference reference, String commit, Path target) {
    List<List<String>> attempts = new ArrayList<>();
    attempts.add(List.of("fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit));
    if (!reference.ref().isEmpty() && !reference.isCommit()) {
      attempts.add(List.of("fetch", "--quiet", "--no-tags", "origin", reference.ref()));
    }
    attempts.add(List.of("fetch", "--quiet", "origin", "+refs/*:refs/remotes/origin/*"));
    GrampusException last = null;
    for (List<String> attempt : attempts) {
      try {
        git.run(purpose(reference), target, attempt);
        return;
      } catch (GrampusException e) {
        if (!e.code().equals("git-failed")) {
          throw e;
        }
        last = e;
      }
    }
    throw last == null ? new IllegalStateException("there is always an attempt") : last;
  }

  /** What is kept of .git does not tell when and with which password it was fetched. */
  private void forget(GitReference reference, Path target) throws IOException {
    String shown = Credentials.hidden(reference.remote());
    run(reference, target, "remote", "set-url", "origin", shown);
    run(reference, target, "reflog", "expire", "--all", "--expire=now");
    Files.deleteIfExists(target.resolve(GIT_DIRECTORY).resolve("FETCH_HEAD"));
  }

  /** Each submodule has a file that leads to the repository that is gone. */
  private static void removeModuleLinks(Path target) throws IOException {
    try (Stream<Path> files =
        Files.find(target, Integer.MAX_VALUE, GitRepositories::isModuleLink)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static boolean isModuleLink(Path path, BasicFileAttributes attributes) {
    return attributes.isRegularFile() && path.endsWith(GIT_DIRECTORY);
  }

  /** A link in the repository must not lead out of it. */
  private static Path subdirectory(GitReference reference, Path target) {
    Path directory = target;
    for (String name : reference.directory().split("/", -1)) {
      directory = name.isEmpty() ? directory : directory.resolve(name);
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw RemoteException.repository(
            reference,
            "the repository has no directory " + reference.directory(),
            "correct what stands behind the colon or subdir=");
      }
    }
    return directory;
  }

  private void run(GitReference reference, Path directory, String... arguments) {
    git.run(purpose(reference), directory, List.of(arguments));
  }

  private static String purpose(GitReference reference) {
    return "cannot get " + reference.shown();
  }

  private Path emptyDirectory() {
    Path directory = store.temporaryPath();
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw new GrampusException("store-io", "cannot create " + directory, null, e);
    }
  }
}
