package io.grampus.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A headless Chromium with one page, driven by its DevTools protocol. */
public final class Browser implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunningCommand program;
  private final WebSocket socket;
  private final BlockingQueue<String> messages;
  private final List<JsonNode> events = new ArrayList<>();
  private String session = "";
  private int last;

  private Browser(RunningCommand program, WebSocket socket, BlockingQueue<String> messages) {
    this.program = program;
    this.socket = socket;
    this.messages = messages;
  }

  /** Starts one as the person, and ends it with the test. */
  public static Browser start(Workspace workspace) {
    Path profile = workspace.directory("browser");
    RunningCommand program =
        workspace
            .command(
                "chromium",
                "--headless",
                // The one page that it shows is ours, and not every machine lets it have a sandbox.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile)
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    Eventually.holds(
        PATIENCE, "the browser listens", () -> Files.exists(port) && lines(port).size() == 2);
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + lines(port).get(0) + lines(port).get(1)),
                new Messages(messages))
            .join();
    Browser browser = workspace.closeLater(new Browser(program, socket, messages));
    browser.attach();
    return browser;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Joins the parts of messages. */
  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder message = new StringBuilder();

    Messages(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      message.append(part);
      if (isLast) {
        messages.add(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void attach() {
    ObjectNode page = JSON.createObjectNode().put("url", "about:blank");
    String target = call("Target.createTarget", page).path("targetId").asText();
    ObjectNode attach = JSON.createObjectNode().put("targetId", target).put("flatten", true);
    session = call("Target.attachToTarget", attach).path("sessionId").asText();
    for (String domain : List.of("Page", "Network", "Log", "Runtime", "Accessibility")) {
      call(domain + ".enable", JSON.createObjectNode());
    }
  }

  /** An empty object, to be filled with a call's parameters. */
  public ObjectNode parameters() {
    return JSON.createObjectNode();
  }

  /** Calls a method of the protocol, and returns what it answers. */
  public JsonNode call(String method, ObjectNode parameters) {
    last++;
    ObjectNode request = JSON.createObjectNode().put("id", last).put("method", method);
    request.set("params", parameters);
    if (!session.isEmpty()) {
      request.put("sessionId", session);
    }
    socket.sendText(request.toString(), true).join();
    while (true) {
      JsonNode message = next();
      if (message.path("id").asInt() != last) {
        events.add(message);
      } else if (message.has("error")) {
        throw new AssertionError(method + ": " + message);
      } else {
        return message.path("result");
      }
    }
  }

  private JsonNode next() {
    try {
      String message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new AssertionError("the browser does not answer\n" + program.errors());
      }
      return JSON.readTree(message);
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shows a file in a window of this width, and waits until it is there. */
  public void open(Path file, int width, boolean dark) {
    ObjectNode metrics = parameters().put("width", width).put("height", 900);
    call(
        "Emulation.setDeviceMetricsOverride",
        metrics.put("deviceScaleFactor", 1).put("mobile", false));
    ObjectNode media = parameters();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
    call("Page.navigate", parameters().put("url", file.toUri().toString()));
    waitFor("document.readyState === 'complete' && location.protocol === 'file:'");
  }

  /** Returns as soon as a JavaScript expression is true in the page. */
  public void waitFor(String condition) {
    Eventually.holds(PATIENCE, condition, () -> evaluate(condition).asBoolean());
  }

  /** What a JavaScript expression is in the page. */
  public JsonNode evaluate(String expression) {
    ObjectNode parameters = parameters().put("expression", expression).put("returnByValue", true);
    JsonNode answer = call("Runtime.evaluate", parameters);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer);
    }
    return answer.path("result").path("value");
  }

  /** Presses and releases a key, by its name in the DOM. */
  public void press(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode event = parameters().put("type", type).put("key", key).put("code", key);
      event.put("windowsVirtualKeyCode", code);
      if (key.equals("Enter") && type.equals("keyDown")) {
        event.put("text", "\r");
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** The parameters of all events of a kind so far. */
  public List<JsonNode> events(String method) {
    evaluate("0"); // takes in what has come meanwhile
    return events.stream()
        .filter(event -> event.path("method").asText().equals(method))
        .map(event -> event.path("params"))
        .toList();
  }

  /** Takes a picture of the whole page, for people to look at. */
  public void picture(Path file) {
    ObjectNode parameters = parameters().put("format", "png").put("captureBeyondViewport", true);
    String data = call("Page.captureScreenshot", parameters).path("data").asText();
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    program.kill();
  }
}
