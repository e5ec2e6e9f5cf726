package dev.cmek.local.gcp.function;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.invoker.BackgroundFunctionExecutor;
import com.google.cloud.functions.invoker.HttpFunctionExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;

/// The process of one function: the Functions Framework's own executor on a port of 127.0.0.1. (The
/// framework's own main class would listen on all addresses of the machine.)
///
/// Says `listening <port>` on its first line, and ends when its standard input does, so that it
/// does not outlive whoever started it.
public final class FunctionServer {

  /// Begins the line that says the port.
  static final String LISTENING = "listening ";

  private FunctionServer() {}

  /// Serves.
  ///
  /// @param args the name of the function's class
  public static void main(String[] args) throws Exception {
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ContextHandler context = new ContextHandler(executor(Class.forName(args[0])), "/");
    context.setAllowNullPathInContext(true);
    server.setHandler(context);
    server.start();
    System.out.println(LISTENING + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    awaitEndOfInput();
    System.exit(0);
  }

  private static Handler executor(Class<?> function) {
    return HttpFunction.class.isAssignableFrom(function)
        ? HttpFunctionExecutor.forClass(function)
        : BackgroundFunctionExecutor.forClass(function);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // nobody writes here; the end is what matters
      }
    } catch (IOException e) {
      // so it has ended
    }
  }
}
