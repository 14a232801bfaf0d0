package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileType;
import io.grampus.os.Timestamp;
import java.util.SortedMap;

/**
 * A file as the image sees it: with the owner, the device and the attributes that a layer carries,
 * not those of the file that stands for it in the store.
 *
 * @param type what it is
 * @param permissions the low twelve mode bits
 * @param owner the owner inside the image
 * @param modified the modification time
 * @param size bytes of content; 0 for what has none
 * @param node the number of a device node, else 0:0
 * @param xattrs the attributes of the image, by name; not to be changed
 */
public record ImageFile(
    FileType type,
    int permissions,
    Owner owner,
    Timestamp modified,
    long size,
    DeviceNumber node,
    SortedMap<ByteString, ByteString> xattrs) {}
