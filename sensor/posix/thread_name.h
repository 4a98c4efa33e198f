// How a thread is called where processes are looked at (top -H).
#pragma once

#include <pthread.h>
#ifdef __FreeBSD__
#include <pthread_np.h>
#endif

namespace tapbond {

// At most 15 characters. The name of a process's first thread is the process's.
inline void name_this_thread(const char* name) { pthread_setname_np(pthread_self(), name); }

}  // namespace tapbond
