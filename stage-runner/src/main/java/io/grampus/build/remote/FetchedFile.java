package io.grampus.build.remote;

import io.grampus.build.image.Digest;
import java.time.Instant;

/**
 * A fetched file; its content is a blob of the store.
 *
 * @param digest the blob
 * @param modified when it was changed last, as far as its server says; else the epoch
 */
public record FetchedFile(Digest digest, Instant modified) {}
