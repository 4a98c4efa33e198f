// Writes the stream to a capture file, and where that is asked for goes on in the next one.
//
// No packet is split or lost at a change of file. Each file is valid by itself: it has all
// interfaces of the run, and at its end its own share of their counts (count_shares.h). With no
// limit set, the series is one file, which reopen() replaces when somebody has moved it away.
//
// Time is capture time, in the way of tcpdump: a period begins with the second in which the series
// or a frame begins it, and ends with the first frame that is stamped `seconds` later. Where
// nothing is captured, the file ends without one, and the next frame begins the next file.
//
// Within a run no file is replaced, but for those that -C with -W writes over in their turn. Of
// earlier runs -C writes over files of the same series (series_mark.h); whatever else has a name
// of the series keeps it, and the new file gets a number (file_names.h). The one file of no series
// is replaced, as tcpdump does.
//
// A single file is created at once. The first of more is created by start(), so that all of them
// belong to the same user: the one that the process has become by the time of the second.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sensor/sinks/capture_file_sink.h"
#include "sensor/sinks/rotation.h"

namespace tapbond {

struct CaptureSeriesOptions {
  CaptureFileOptions file;
  Rotation rotation;
  std::int64_t sync_seconds =
      0;                      // how often files are written to the disk; 0: when the kernel likes
  std::int64_t begin_ns = 0;  // capture time at which the first period begins
  // Whether the run reads the file of that path, which is then neither replaced nor deleted.
  std::function<bool(const std::string& path)> is_read = [](const std::string&) { return false; };
  // Called with the path of each file that is finished and closed.
  std::function<void(const std::string& path)> finished = [](const std::string&) {};
};

// Throws SinkError when the file cannot be created.
std::unique_ptr<Sink> make_capture_series(CaptureSeriesOptions options);

}  // namespace tapbond
