// The files that the run reads: nothing may write to them or delete them.
#pragma once

#include <string>
#include <vector>

#include "sensor/posix/file_id.h"
#include "sensor/run/options.h"

namespace tapbond {

class FilesRead {
 public:
  // As they stand at this moment, whatever becomes of their names.
  explicit FilesRead(const Options& options);

  // The path, or what a symbolic link of that name leads to, is one of them; "-" is standard
  // output.
  bool has(const std::string& path) const;

 private:
  std::vector<FileId> files_;
};

}  // namespace tapbond
