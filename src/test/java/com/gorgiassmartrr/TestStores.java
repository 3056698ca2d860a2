package com.gorgiassmartrr;

import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores beside the one that a {@link TestServer} has. */
public final class TestStores {
  private TestStores() {}

  /** A store whose partners nobody calls. */
  public static Store uncalled(String name) {
    return new Store(
        name,
        URI.create("http://127.0.0.1:9"),
        new Secret("token"),
        List.of(new Secret(TestServer.SECRET)),
        null);
  }

  /** A store of the same Smartrr and with the same secrets as another one. */
  public static Store like(Store other, String name, @Nullable GorgiasAccount gorgias) {
    return new Store(name, other.smartrrUrl(), other.smartrrToken(), other.secrets(), gorgias);
  }
}
