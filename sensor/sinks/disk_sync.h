// Bounds what a crash of the machine can cost: has the kernel write to the disk, every so often,
// what it holds of the files of a series. It does so in a thread of its own, for which nobody waits
// who writes.
//
// A file that is followed by the next, or by the end of the run, is written to the disk a last
// time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tapbond {

class DiskSync {
 public:
  explicit DiskSync(std::chrono::seconds every) : every_(every) {}
  // Waits until all is on the disk.
  ~DiskSync();
  DiskSync(const DiskSync&) = delete;
  DiskSync& operator=(const DiskSync&) = delete;

  // From here on it is this file, which may be closed meanwhile; `path` is for its directory, and
  // for messages.
  void follow(int fd, const std::string& path);
  // It is complete.
  void let_go();

  // Begins to work, at the first call: while it has rights to give up, a process has one thread.
  void start();

 private:
  struct File;

  void work();
  static void sync(File& file);

  const std::chrono::seconds every_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::shared_ptr<File> current_;             // these three under the mutex
  std::vector<std::shared_ptr<File>> ended_;  // not yet written a last time
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace tapbond
