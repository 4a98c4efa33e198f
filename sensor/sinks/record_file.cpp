#include "sensor/sinks/record_file.h"

#include <fcntl.h>
#include <pwd.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "sensor/posix/user.h"

namespace tapbond {
namespace {

// A disk that is written to past the cache takes pieces of this size a third faster than of half of
// it; larger ones are not faster, and leave less of the processor's cache to the frames.
constexpr std::size_t kBufferBytes = (std::size_t{1} << 20) + DirectWrites::kBlock;

[[noreturn]] void cannot(const std::string& name, const std::string& what, int error) {
  throw SinkError(name + " cannot " + what + ": " + std::strerror(error), error);
}

std::string name_of(uid_t id) {
  const passwd* entry = ::getpwuid(id);
  return entry == nullptr ? std::to_string(id) : entry->pw_name;
}

struct stat status_of(const FileDescriptor& file, const std::string& name) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) cannot(name, "be written", errno);
  return status;
}

// Some file systems (FAT, some network ones) know no modes: what the owner is denied there is not
// for us to have. Somebody else's file with other modes would show the traffic to others.
bool make_private(const FileDescriptor& file, const struct stat& status) {
  if (::fchmod(file.get(), S_IRUSR | S_IWUSR) == 0) return true;
  return (errno == EPERM || errno == EOPNOTSUPP) && status.st_uid == ::geteuid();
}

// A file that was not there is the invoking user's, where there is one: who runs the sensor through
// sudo opens the capture without.
FileDescriptor create(const std::string& path, bool must_be_new) {
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
  auto file = FileDescriptor::owned(::open(path.c_str(), flags | O_EXCL, S_IRUSR | S_IWUSR));
  if (file) {
    const auto user = invoking_user();
    if (user && ::fchown(file.get(), user->uid, user->gid) != 0)
      cannot(path, "be handed over", errno);
    return file;
  }
  struct stat before {};
  if (errno == EEXIST && !must_be_new) {
    const bool known = ::stat(path.c_str(), &before) == 0;
    file = known && S_ISFIFO(before.st_mode)
               ? OutputStream::open_fifo(path)
               : FileDescriptor::owned(::open(path.c_str(), flags, S_IRUSR | S_IWUSR));
    if (!file && known && (errno == EACCES || errno == EPERM) && before.st_uid != ::geteuid()) {
      const int error = errno;
      throw SinkError(path + " cannot be written: it belongs to the user " +
                          name_of(before.st_uid) + ", and this is " + name_of(::geteuid()) + ": " +
                          std::strerror(error),
                      error);
    }
  }
  if (!file) cannot(path, "be created", errno);
  const struct stat status = status_of(file, path);
  if (S_ISREG(status.st_mode)) {
    if (!make_private(file, status)) {
      const int error = errno;
      if (status.st_uid == ::geteuid()) cannot(path, "be made private (mode 0600)", error);
      throw SinkError(path + " belongs to the user " + name_of(status.st_uid) +
                          ", who would read what is captured; name another file",
                      error);
    }
    if (status.st_size != 0 && ::ftruncate(file.get(), 0) != 0) cannot(path, "be emptied", errno);
  }
  return file;
}

}  // namespace

RecordFile::RecordFile(const std::string& path, Measure measure, bool gzip, bool must_be_new,
                       std::shared_ptr<const Patience> patience)
    : name_(path == "-" ? "standard output" : path),
      measure_(measure),
      file_(path == "-" ? FileDescriptor::borrowed(STDOUT_FILENO) : create(path, must_be_new)),
      stream_(file_, std::move(patience)),
      gzip_(gzip ? std::make_unique<GzipStream>() : nullptr),
      buffer_(kBufferBytes) {
  lay_out();
  const struct stat status = status_of(file_, name_);
  id_ = id_of(status);
  if (stream_.waits_for_reader()) {
    spdlog::info("{} has no reader yet: what is captured waits for one", name_);
  }
  regular_ = S_ISREG(status.st_mode);
  has_name_ = regular_ && file_.owned() && status.st_nlink > 0;
  // Compressed, it is the processor that bounds what is written.
  if (regular_ && file_.owned() && !gzip_) direct_.emplace(file_.get());
  if (regular_ && !file_.owned()) {
    // A shell's redirection may append, or have written something before.
    const bool appends = (::fcntl(file_.get(), F_GETFL) & O_APPEND) != 0;
    const off_t position = appends ? status.st_size : ::lseek(file_.get(), 0, SEEK_CUR);
    start_ = static_cast<std::uint64_t>(std::max<off_t>(position, 0));
  }
}

RecordFile::~RecordFile() {
  if (!file_ || failed_ || stream_.waits_for_reader() || drain() != 0 || !gzip_) return;
  std::size_t done = 0;
  static_cast<void>(write_through(gzip_->end(), done));
}

void RecordFile::put(std::span<const std::uint8_t> record) {
  std::copy(record.begin(), record.end(), room(record.size()));
  filled_ += record.size();
}

bool RecordFile::replace(std::uint64_t position, std::span<const std::uint8_t> bytes) {
  if (position >= written_) {
    std::copy(bytes.begin(), bytes.end(), front() + (position - written_));
    return true;
  }
  // Standard output may have been opened to append, where pwrite(2) appends as well.
  return regular_ && file_.owned() &&
         ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(position)) ==
             static_cast<ssize_t>(bytes.size());
}

void RecordFile::write_out() {
  if (const int error = drain(); error != 0) fail("be written", error);
}

void RecordFile::close() {
  write_out();
  if (gzip_) {
    std::size_t done = 0;
    if (!write_through(gzip_->end(), done)) {
      failed_ = true;
      fail("be ended", errno);
    }
    stored_ += done;
  }
  static_cast<void>(stream_.close());
  if (file_.close() != 0 && errno != EINTR) {
    failed_ = true;
    fail("be closed", errno);
  }
}

void RecordFile::make_room(std::size_t bytes) {
  write_out();
  if (bytes + DirectWrites::kBlock <= buffer_.size()) return;
  buffer_.resize(bytes + DirectWrites::kBlock);
  lay_out();
}

// Only while nothing is in it.
void RecordFile::lay_out() {
  lead_ = DirectWrites::lead(buffer_.data(), written_);
  gathers_ = !gzip_ && stream_.waits_for_nobody() && !(direct_ && direct_->goes_directly());
}

void RecordFile::put_around(std::span<const std::uint8_t> frame, std::size_t before,
                            std::size_t after) {
  apart_.push_back({filled_ + before, frame});
  apart_bytes_ += frame.size();
  put_frame(before + after);
  if (waiting() >= kBufferBytes) write_out();
}

int RecordFile::drain() {
  if (waiting() > 0 && removed()) {
    failed_ = true;
    return ENOENT;
  }
  std::span<const std::uint8_t> bytes{front(), filled_};
  if (gzip_ && filled_ > 0) bytes = gzip_->compress(bytes);
  std::size_t done = 0;
  if (!(apart_.empty() ? write_through(bytes, done) : write_gathered(done))) {
    const int error = errno;
    failed_ = true;
    if (gzip_) {
      end_early();
    } else {
      keep_whole_records(done);
    }
    return error;
  }
  if (gzip_) gzip_->accept();
  written_ += waiting();
  stored_ += bytes.size();
  frames_written_ += frames_buffered_;
  filled_ = 0;
  apart_.clear();
  apart_bytes_ = 0;
  frames_buffered_ = 0;
  // One large record is no reason to keep so much.
  if (buffer_.size() > kBufferBytes) buffer_ = std::vector<std::uint8_t>(kBufferBytes);
  lay_out();
  return 0;
}

bool RecordFile::write_through(std::span<const std::uint8_t> bytes, std::size_t& done) {
  return direct_ ? direct_->write(stream_, bytes, written_, done) : stream_.write(bytes, done);
}

bool RecordFile::write_gathered(std::size_t& done) {
  parts_.clear();
  std::size_t from = 0;
  for (const Apart& apart : apart_) {
    parts_.push_back({front() + from, apart.at - from});
    // writev(2) changes nothing, but its type cannot say so.
    parts_.push_back({const_cast<std::uint8_t*>(apart.bytes.data()), apart.bytes.size()});
    from = apart.at;
  }
  parts_.push_back({front() + from, filled_ - from});
  return direct_ ? direct_->write(stream_, parts_, waiting(), done) : stream_.write(parts_, done);
}

void RecordFile::look_for_reader() {
  if (!stream_.is_left()) return;
  failed_ = true;
  fail("be written", EPIPE);
}

// Writing to a file without a name succeeds, and all of it is gone in the end.
bool RecordFile::removed() const {
  struct stat status {};
  return has_name_ && ::fstat(file_.get(), &status) == 0 && status.st_nlink == 0;
}

void RecordFile::keep_whole_records(std::size_t written) {
  std::size_t whole = 0;
  const std::uint8_t* record = front();
  auto apart = apart_.begin();
  while (whole < written) {
    const Record measured = measure_(record, written_ + whole == 0);
    if (whole + measured.bytes > written) break;
    whole += measured.bytes;
    record += measured.bytes;
    if (apart != apart_.end() && front() + apart->at < record) {
      record -= apart->bytes.size();
      ++apart;
    }
    if (measured.is_frame) ++frames_written_;
  }
  if (whole < written && regular_) {
    const auto end = static_cast<off_t>(start_ + written_ + whole);
    ends_whole_ = ::ftruncate(file_.get(), end) == 0;
  }
}

// What is cut off leaves room on a full disk for what ends the stream.
void RecordFile::end_early() {
  if (!regular_) return;
  const auto end = static_cast<off_t>(start_ + stored_);
  ends_whole_ = ::ftruncate(file_.get(), end) == 0;
  if (!ends_whole_ || stored_ == 0) return;
  ::lseek(file_.get(), end, SEEK_SET);
  std::size_t done = 0;
  static_cast<void>(write_through(gzip_->end(), done));
}

bool RecordFile::still_named() const {
  struct stat named {};
  return has_name_ && ::stat(name_.c_str(), &named) == 0 && id_of(named) == id_;
}

void RecordFile::fail(const std::string& what, int error) const {
  const std::string packets = std::to_string(frames_written_) + " packets";
  if (error == ENOENT) {
    throw SinkError(name_ + " was removed while it was written, with " + packets + ": " +
                    std::strerror(error));
  }
  throw SinkError(name_ + " cannot " + what + ": " + OutputStream::reason(error) + "; " + packets +
                  " were saved" + (ends_whole_ ? "" : ", and the beginning of another record"));
}

}  // namespace tapbond
