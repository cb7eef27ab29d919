package io.maskstream.trainer.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** SavedModels written by Keras, stored as zip files. */
public final class KerasModel {

    private KerasModel() {}

    /**
     * Unpacks a SavedModel.
     *
     * @param name of the zip file, without its extension
     * @param folder for the files; created if it is missing
     * @return the folder
     */
    public static Path unpack(String name, Path folder) throws IOException {
        try (InputStream stored = KerasModel.class.getResourceAsStream(name + ".zip");
                ZipInputStream zip = new ZipInputStream(stored)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
        return folder;
    }
}
