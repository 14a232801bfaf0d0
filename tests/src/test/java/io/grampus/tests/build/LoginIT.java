package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Eventually;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Accounts of registries, and the files of other container tools that say how to reach them. */
@WholeProgram
@Requires({UMOCI, SKOPEO, BUSYBOX, REGISTRY})
class LoginIT {
  private static Command login(Workspace workspace, Grampus grampus, Registry registry) {
    Path password = workspace.file("password", "pass:word\n");
    return grampus
        .command("login", "-u", "user", "--password-stdin", host(registry))
        .reading(password);
  }

  private static String host(Registry registry) {
    return registry.name("x").replaceFirst("/x$", "");
  }

  @Test
  void keepsAnAccountForPushesAndForgetsIt(Workspace workspace) throws IOException {
    Registry registry = Registry.startWithAccount(workspace);
    Grampus grampus = workspace.grampus();
    String name = registry.name("team/web");
    assertThat(grampus.run("push", "busybox", name).errors())
        .contains("hint: ")
        .contains("grampus login");

    Outcome kept = login(workspace, grampus, registry).succeed();

    Path file = workspace.folder().resolve("home/.config/containers/auth.json");
    assertThat(kept.errors())
        .isEqualTo("The account for " + host(registry) + " is kept in " + file + "\n");
    assertThat(kept.output()).isEmpty();
    assertThat(Files.readString(file)).contains("\"" + host(registry) + "\"");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    grampus.succeed("push", "busybox", name);

    assertThat(grampus.succeed("logout", host(registry)).errors()).contains("no longer");
    assertThat(Files.readString(file)).doesNotContain(host(registry));
    assertThat(grampus.run("push", "busybox", name).exitCode()).isEqualTo(1);
    Outcome again = grampus.run("logout", host(registry));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.errors()).contains("has no account for " + host(registry)).contains("hint: ");
  }

  @Test
  void keepsItWhereTheOtherToolsLook(Workspace workspace) {
    Registry registry = Registry.startWithAccount(workspace);
    Path runtime = workspace.directory("runtime");
    Grampus grampus = workspace.grampus().with("XDG_RUNTIME_DIR", runtime.toString());

    login(workspace, grampus, registry).succeed();
    assertThat(runtime.resolve("containers/auth.json")).isRegularFile();
    workspace
        .command("skopeo", "login", "--get-login", host(registry))
        .with(Map.of("XDG_RUNTIME_DIR", runtime.toString()))
        .succeed();

    Path named = workspace.out("own/auth.json");
    login(workspace, grampus.with("REGISTRY_AUTH_FILE", named.toString()), registry).succeed();
    assertThat(named).isRegularFile();

    Path docker = workspace.directory("docker");
    login(workspace, grampus.with("DOCKER_CONFIG", docker.toString()), registry).succeed();
    assertThat(docker.resolve("config.json")).isRegularFile();
  }

  @Test
  void refusesWhatTheRegistryRefuses(Workspace workspace) {
    Registry registry = Registry.startWithAccount(workspace);
    Path wrong = workspace.file("password", "wr0ng");

    Outcome failed =
        workspace
            .grampus()
            .command("login", "-u", "user", "--password-stdin", host(registry))
            .reading(wrong)
            .run();

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors())
        .contains("ERROR: " + host(registry) + " does not accept the user name or the password")
        .contains("hint: ")
        .doesNotContain("wr0ng");
    Outcome nowhere =
        workspace
            .grampus()
            .command("login", "-u", "user", "--password-stdin", "127.0.0.1:1")
            .reading(wrong)
            .run();
    assertThat(nowhere.errors()).contains("ERROR: 127.0.0.1:1: the registry cannot be reached");
    Outcome terminal = workspace.grampus().run("login", "-u", "user", host(registry));
    assertThat(terminal.exitCode()).isEqualTo(125);
    assertThat(terminal.errors()).contains("no terminal to ask for the password");
  }

  @Test
  void asksOnATerminalWithoutShowingTheAnswer(Workspace workspace) {
    Registry registry = Registry.startWithAccount(workspace);
    Grampus grampus = workspace.grampus();
    // script(1) types what it reads.
    String typed =
        "("
            + String.join(
                "; ",
                Eventually.succeeds("grep -q 'User name:' seen"),
                "echo user",
                Eventually.succeeds("grep -q 'Password:' seen"),
                "echo pass:word",
                Eventually.succeeds("grep -q 'is kept\\|ERROR' seen"))
            + ")";
    String command = grampus.launcher() + " login " + host(registry);

    Outcome done =
        workspace
            .command("sh", "-c", typed + " | script -qfec '" + command + "' seen")
            .with(Map.of("GRAMPUS_ROOT", grampus.store().toString()))
            .succeed();

    assertThat(done.output())
        .contains("User name: user")
        .contains("Password: ")
        .contains("The account for " + host(registry) + " is kept")
        .doesNotContain("pass:word");
  }

  @Test
  void followsRegistriesConf(Workspace workspace) {
    Registry registry = Registry.start(workspace);
    Grampus grampus = workspace.grampus();
    grampus.succeed("push", "busybox", registry.name("mirrored/library/thing:1"));
    workspace.file(
        "home/.config/containers/registries.conf",
        """
        [[registry]]
        prefix = "docker.io"
        location = "%s"
        insecure = true
        """
            .formatted(registry.name("mirrored")));

    grampus.succeed("pull", "thing:1");

    assertThat(grampus.succeed("images", "-q", "thing").output()).isNotEmpty();
  }

  @Test
  void obeysPolicy(Workspace workspace) {
    Registry registry = Registry.start(workspace);
    Grampus grampus = workspace.grampus();
    grampus.succeed("push", "busybox", registry.name("web:1"));
    workspace.file(
        "home/.config/containers/policy.json",
        "{\"default\": [{\"type\": \"insecureAcceptAnything\"}],"
            + " \"transports\": {\"docker\": {\"127.0.0.1\": [{\"type\": \"reject\"}], \""
            + host(registry)
            + "\": [{\"type\": \"reject\"}]}}}");

    Outcome refused = grampus.run("pull", registry.name("web:1"));

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors()).contains("rejected by policy");
  }

  @Test
  void goesThroughTheProxy(Workspace workspace) throws Exception {
    ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    workspace.closeLater(proxy);
    Grampus grampus =
        workspace
            .grampus()
            .with("https_proxy", "http://127.0.0.1:" + proxy.getLocalPort())
            .with("no_proxy", "");
    StringBuilder asked = new StringBuilder();
    Thread answering =
        new Thread(
            () -> {
              while (!proxy.isClosed()) {
                try (Socket client = proxy.accept()) {
                  byte[] request = new byte[1000];
                  int count = client.getInputStream().read(request);
                  asked.append(
                      new String(request, 0, Math.max(count, 0), StandardCharsets.US_ASCII));
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 403 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  return; // closed
                }
              }
            });
    answering.start();

    Outcome failed = grampus.run("pull", "registry.invalid/team/web:1");

    assertThat(failed.exitCode()).isEqualTo(1);
    proxy.close();
    answering.join();
    assertThat(asked.toString()).startsWith("CONNECT registry.invalid:443 HTTP/1.1");
  }
}
