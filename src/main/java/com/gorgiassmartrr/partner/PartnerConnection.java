package com.gorgiassmartrr.partner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells without waiting whether the other side has closed it. The client's own
 * check waits for a millisecond on every open connection, which is too long before each call.
 */
final class PartnerConnection extends DefaultManagedHttpClientConnection {
  PartnerConnection(String id) {
    super(id);
  }

  /**
   * Whether the other side has closed the connection, or has sent something that nobody asked for.
   */
  @Override
  public boolean isStale() throws IOException {
    SocketChannel channel = channel();
    if (channel == null || !channel.isConnected()) {
      return super.isStale();
    }
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) != 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return true;
    }
  }

  private @Nullable SocketChannel channel() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getBaseSocket().getChannel();
  }
}
