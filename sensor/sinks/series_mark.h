// How a later run knows the files of a series.
//
// --ring and --max-disk delete files of earlier runs, and -C writes over them. A name proves
// nothing, and a pcap file has no place for who wrote it; so each file of a series carries an
// extended attribute, user.tapbond.series (xattr(7)):
//
//   inode / size / time of modification in ns / its name / the name of -w
//
// Copies, files that were moved, and those that somebody has written to since do not agree with
// theirs. Size and time are - while the file is written: one that was left behind so must still
// begin as a capture does. Where a file system keeps no attributes, no file is known again.
#pragma once

#include <string>
#include <vector>

#include "sensor/posix/file_id.h"

namespace tapbond {

class SeriesMark {
 public:
  // `path`: the name of -w.
  explicit SeriesMark(const std::string& path);

  // Marks the file of that name if it is `id`, as one that is begun or finished. False where the
  // file system keeps no attributes.
  bool begin(const std::string& path, const FileId& id) const { return put(path, id, false); }
  bool finish(const std::string& path, const FileId& id) const { return put(path, id, true); }

  // The file of that name is one of the series, and as it was left.
  bool is_on(const std::string& path) const;

  // All such files in the folder, the oldest first. Throws std::filesystem::filesystem_error when
  // the folder cannot be read.
  std::vector<std::string> files() const;

 private:
  bool put(const std::string& path, const FileId& id, bool finished) const;
  std::string text(const std::string& path, const struct stat& status, bool finished) const;

  std::string folder_;  // with its slash; empty: the current one
  std::string series_;
};

}  // namespace tapbond
