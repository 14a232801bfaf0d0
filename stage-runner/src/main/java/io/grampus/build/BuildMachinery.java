package io.grampus.build;

import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.ImageFileWriter;
import io.grampus.build.store.Store;
import io.grampus.build.tool.BaseImages;
import io.grampus.os.TreeAccess;
import io.grampus.sandbox.Sandbox;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What builds and runs work with; made once for a process.
 *
 * @param store everything that outlives a build
 * @param access reads and writes file trees
 * @param reader reads files of the store as the image sees them
 * @param contextReader reads files of build contexts
 * @param writer writes files into the store
 * @param bases finds and unpacks base images
 * @param exporter writes images to where they are wanted
 * @param sandbox the kind of sandbox this machine allows; asked for when the first command runs
 * @param clock the time
 */
public record BuildMachinery(
    Store store,
    TreeAccess access,
    ImageFileReader reader,
    ImageFileReader contextReader,
    ImageFileWriter writer,
    BaseImages bases,
    Exporter exporter,
    Supplier<Sandbox> sandbox,
    Clock clock) {}
