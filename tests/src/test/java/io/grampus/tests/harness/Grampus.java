package io.grampus.tests.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The real program with a store of its own, run by an unprivileged user through the launcher. */
public final class Grampus {
  private final Installation installation;
  private final Path folder;
  private final Path store;
  private final Map<String, String> environment;
  private final List<String> prefix;
  private final boolean restricted;

  Grampus(Installation installation, Path folder, Path store) {
    this(installation, folder, store, environment(installation, folder, store), List.of(), false);
  }

  private Grampus(
      Installation installation,
      Path folder,
      Path store,
      Map<String, String> environment,
      List<String> prefix,
      boolean restricted) {
    this.installation = installation;
    this.folder = folder;
    this.store = store;
    this.environment = environment;
    this.prefix = prefix;
    this.restricted = restricted;
  }

  private static Map<String, String> environment(
      Installation installation, Path folder, Path store) {
    Map<String, String> all = new TreeMap<>();
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    all.put("HOME", folder.resolve("home").toString());
    all.put("LANG", "C.UTF-8");
    all.put("GRAMPUS_ROOT", store.toString());
    all.put("GRAMPUS_CACHE", installation.cache().toString());
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy")) {
                all.put(name, value);
              }
            });
    return all;
  }

  /** Where it keeps its images. */
  public Path store() {
    return store;
  }

  /** The launcher's path. */
  public Path launcher() {
    return installation.launcher();
  }

  /** The same with another value of an environment variable. */
  public Grampus with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Grampus(installation, folder, store, more, prefix, restricted);
  }

  /** The same, executed by another program: what is below it sees what that has prepared. */
  public Grampus behind(String... words) {
    return new Grampus(installation, folder, store, environment, List.of(words), restricted);
  }

  /** The same in a pod that refuses what a {@link RestrictedPod} does. */
  public Grampus inRestrictedPod() {
    return new Grampus(installation, folder, store, environment, prefix, true);
  }

  /** The same, executed by a shell script, as root of a user namespace and with private mounts. */
  public Grampus after(String script) {
    return behind(
        "unshare",
        "--user",
        "--map-root-user",
        "--mount",
        "sh",
        "-ec",
        script + "; exec \"$@\"",
        "sh");
  }

  /** The command line with these arguments. */
  public Command command(String... arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(installation.launcher().toString());
    words.addAll(List.of(arguments));
    Command command = new Command(words, environment, folder, Path.of("/dev/null"));
    return installation
        .person()
        .does(restricted ? new RestrictedPod(folder.resolve("out")).around(command) : command);
  }

  /** Runs it. */
  public Outcome run(String... arguments) {
    return command(arguments).run();
  }

  /** Runs it; anything but success fails the test. */
  public Outcome succeed(String... arguments) {
    return command(arguments).succeed();
  }

  /** Executes a class of the tests, with the program's classes and environment, in one process. */
  public void executeAll(Class<?> main, List<Path> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("-cp", installation.classPath(main), main.getName()));
    arguments.forEach(argument -> words.add(argument.toString()));
    installation
        .person()
        .does(new Command(words, environment, folder, Path.of("/dev/null")))
        .succeed();
  }

  /** Builds the context of the workspace, with plain progress. */
  public Outcome build(String... options) {
    return run(buildArguments(options));
  }

  /** The arguments of {@link #build}. */
  public String[] buildArguments(String... options) {
    List<String> all = new ArrayList<>(List.of("build", "--progress", "plain"));
    all.addAll(List.of(options));
    all.add(folder.resolve("context").toString());
    return all.toArray(String[]::new);
  }

  /** Builds the context of the workspace, and reads the image. */
  public BuiltImage image(String... options) {
    Path layout = folder.resolve("out").resolve("image-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--output");
    all.add("type=oci,tar=false,dest=" + layout);
    Outcome outcome = build(all.toArray(String[]::new)).mustSucceed();
    return new BuiltImage(outcome, ImageFile.ofLayout(layout), layout);
  }

  /** Makes an archive of a root file system a base image. */
  public Grampus importBase(Path archive, String name) {
    succeed("import", archive.toString(), name);
    return this;
  }
}
