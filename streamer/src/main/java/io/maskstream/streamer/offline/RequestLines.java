package io.maskstream.streamer.offline;

import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.explain.GivenRecord;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.explain.RefusedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Requests as JSON Lines, one on each line, as they would be published. Blank lines are skipped. */
final class RequestLines implements GivenRecords {

    /** In bytes; enough for an image of 16 MiB in base64 with line breaks and the other fields. */
    private static final int LONGEST = 32 << 20;

    private static final int BUFFER = 1 << 16;

    /** Opens the source, which is closed after it has been read. */
    @FunctionalInterface
    interface Opened {
        InputStream open() throws IOException;
    }

    private final String name;
    private final Opened source;

    /** @param name name of the source in messages */
    RequestLines(String name, Opened source) {
        this.name = name;
        this.source = source;
    }

    @Override
    public long count() {
        return -1;
    }

    @Override
    public void forEach(Visitor visitor) throws IOException {
        try (InputStream in = source.open()) {
            byte[] buffer = new byte[BUFFER];
            Line line = new Line(visitor);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int from = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        line.add(buffer, from, i);
                        line.end();
                        from = i + 1;
                    }
                }
                line.add(buffer, from, count);
            }
            line.end();
        }
    }

    /** The line that is being read. */
    private final class Line {

        private final Visitor visitor;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long number = 1;
        private boolean tooLong;

        Line(Visitor visitor) {
            this.visitor = visitor;
        }

        void add(byte[] buffer, int from, int to) {
            tooLong |= bytes.size() + to - from > LONGEST;
            if (!tooLong) {
                bytes.write(buffer, from, to - from);
            }
        }

        void end() {
            RecordOrigin origin = RecordOrigin.inFile(name, number);
            if (tooLong) {
                visitor.refused(RefusedRequest.of(
                        origin, RefusalReason.TOO_LONG, "the line has more than " + LONGEST + " bytes"));
            } else {
                byte[] value = content();
                if (value.length > 0) {
                    visitor.record(new GivenRecord(origin, value));
                }
            }
            bytes.reset();
            tooLong = false;
            number++;
        }

        /** Returns the line without a carriage return at the end; empty if it is blank. */
        private byte[] content() {
            byte[] all = bytes.toByteArray();
            int length = all.length > 0 && all[all.length - 1] == '\r' ? all.length - 1 : all.length;
            for (int i = 0; i < length; i++) {
                if (all[i] != ' ' && all[i] != '\t') {
                    return length == all.length ? all : Arrays.copyOf(all, length);
                }
            }
            return new byte[0];
        }
    }
}
