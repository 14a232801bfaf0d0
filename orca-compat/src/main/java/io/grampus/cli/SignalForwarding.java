package io.grampus.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Passes the signals that people send to a program on to a receiver, instead of the JVM's own
 * handling.
 *
 * <p>Uses {@code sun.misc.Signal} of the module jdk.unsupported, which is meant for this and has no
 * successor; by reflection, because naming it is a compiler warning that cannot be turned off.
 */
final class SignalForwarding {
  private static final List<String> SIGNALS =
      List.of("HUP", "INT", "TERM", "USR1", "WINCH", "CONT");

  private final Deque<Runnable> undo = new ArrayDeque<>();

  private SignalForwarding() {}

  /** Forwards the numbers of the signals that arrive, on a thread of the JVM, until closed. */
  static SignalForwarding to(IntConsumer receiver) {
    SignalForwarding forwarding = new SignalForwarding();
    try {
      for (String signal : SIGNALS) {
        forwarding.forward(signal, receiver);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal", e);
    }
    return forwarding;
  }

  private void forward(String name, IntConsumer receiver) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method handle = type.getMethod("handle", type, handlerType);
    Method number = type.getMethod("getNumber");
    Object signal = type.getConstructor(String.class).newInstance(name);
    Object handler =
        Proxy.newProxyInstance(
            SignalForwarding.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> {
              if (method.getName().equals("handle")) {
                receiver.accept((int) number.invoke(signal));
                return null;
              }
              throw new UnsupportedOperationException(method.getName());
            });
    try {
      Object before = handle.invoke(null, signal, handler);
      undo.push(() -> restore(handle, signal, before));
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw e; // an IllegalArgumentException means that this JVM keeps the signal to itself
      }
    }
  }

  private static void restore(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts back the handling that was there before. */
  void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
