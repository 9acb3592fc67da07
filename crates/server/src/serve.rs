//! Listening, and serving over what is accepted until the server is stopped.
//!
//! Readers who send a head byte by byte, who take their answer byte by byte, or who come in crowds ([`crowd`]) are held
//! to [`Limits`]. Stopped by Ctrl-C or by the system, the server accepts nobody more and ends what it is answering.

pub(crate) mod crowd;

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};
use tower::ServiceExt;

use crate::app::App;
use crate::guard::{Arrival, Limits};
use crowd::{Crowd, Guest, Place};

/// Why nobody can be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Someone else listens there.
    #[error(
        "{0}: another program listens here already; stop it, or choose another port (0 for any that is free)"
    )]
    Taken(SocketAddr),
    /// Ports below 1024, mostly.
    #[error("{0}: the system does not let this user listen here; choose a port above 1023")]
    Forbidden(SocketAddr),
    /// An address of another machine.
    #[error("{0}: this machine has no such address; choose one that it has, as 127.0.0.1")]
    Elsewhere(SocketAddr),
    /// Anything else.
    #[error(
        "{address}: the system does not let anyone listen here ({error}); choose another address or port"
    )]
    Closed {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// Threads, signals, or the listener itself.
    #[error("the system does not let the server run ({0}); look at its limits and try again")]
    System(#[from] io::Error),
}

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Stopped once: what was being answered was ended, or had its time.
    Well,
    /// Stopped twice: left as it was.
    AtOnce,
}

/// Listens at an address; whoever connects waits until [`serve`] is called.
///
/// # Errors
/// The address cannot be listened at.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::Taken(address),
        io::ErrorKind::PermissionDenied => ServeError::Forbidden(address),
        io::ErrorKind::AddrNotAvailable => ServeError::Elsewhere(address),
        _ => ServeError::Closed { address, error },
    })
}

/// Serves until Ctrl-C or the system's wish to end, then ends what is being answered, within [`Limits::stop`]; at
/// once where it is stopped again.
///
/// # Errors
/// The system gives no threads or signals.
pub fn serve(app: Arc<App>, listener: TcpListener, limits: Limits) -> Result<Ended, ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        let mut signals = Signals::new()?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let mut serving = pin!(serve_until(app, listener, limits, stopped));
        tokio::select! {
            served = &mut serving => return served.map(|()| Ended::Well),
            () = signals.next() => drop(stop),
        }
        tokio::select! {
            served = &mut serving => served.map(|()| Ended::Well),
            () = signals.next() => Ok(Ended::AtOnce),
        }
    });
    // What still looks into the archive only reads it: nothing is waited for.
    runtime.shutdown_background();
    Ok(ended?)
}

/// Serves until `stop` is done, then ends what is being answered, within [`Limits::stop`].
///
/// # Errors
/// The listener is of no use.
pub async fn serve_until(
    app: Arc<App>,
    listener: TcpListener,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let door = Door { router: crate::router_within(app, limits), limits };
    let crowd = Crowd::of(limits.connections, limits.still);
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let (stream, from) = listener.accept().await?;
            Ok::<_, io::Error>((crowd.place().await, stream, from))
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((place, stream, from)) => door.let_in(place, stream, from, open.watcher()),
            Err(error) if is_of_one(&error) => {}
            // No more files can be open: some will be closed.
            Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(limits.stop, open.shutdown()).await;
    Ok(())
}

/// Whether only the one who connected is concerned.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

/// What is behind every connection.
struct Door {
    router: Router,
    limits: Limits,
}

impl Door {
    /// Serves one connection on a task of its own.
    fn let_in(&self, place: Place, stream: TcpStream, from: SocketAddr, watcher: Watcher) {
        let Ok(at) = stream.local_addr() else { return };
        // Answers are small, and nobody waits for more to send with them.
        let _ = stream.set_nodelay(true);
        let (router, arrival) = (self.router.clone(), Arrival { from, at });
        let guest = Arc::clone(&place.guest);
        let stream = Watched::new(stream, Arc::clone(&guest), self.limits.silence);
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(arrival);
            request.extensions_mut().insert(Arc::clone(&guest));
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_buf_size(64 << 10)
            // Some say that they send no more as soon as they have asked; they are answered all the same.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection);
        tokio::spawn(async move {
            // A reader who goes away, or sends what is no HTTP, is no failure of the server.
            tokio::select! {
                _ = connection => {}
                () = place.guest.is_to_leave() => {}
            }
        });
    }
}

/// A connection that is given up when nothing has moved on it for too long. While an answer is being found, that has
/// its own limit.
struct Watched {
    stream: TcpStream,
    guest: Arc<Guest>,
    patience: Duration,
    until: Pin<Box<Sleep>>,
}

impl Watched {
    fn new(stream: TcpStream, guest: Arc<Guest>, patience: Duration) -> Self {
        let until = Box::pin(tokio::time::sleep(patience));
        Self { stream, guest, patience, until }
    }

    /// Passes on what moved; gives up where nothing did for too long.
    fn look<T>(
        &mut self,
        context: &mut Context,
        moved: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if moved.is_ready() {
            self.until.as_mut().reset(Instant::now() + self.patience);
            return moved;
        }
        while self.until.as_mut().poll(context).is_ready() {
            if !self.guest.is_answered() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.until.as_mut().reset(Instant::now() + self.patience);
        }
        Poll::Pending
    }

    /// The same of an answer that is taken.
    fn look_at_taken<T>(
        &mut self,
        context: &mut Context,
        moved: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if moved.is_ready() {
            self.guest.takes();
        }
        self.look(context, moved)
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let moved = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.look(context, moved)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let moved = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.look_at_taken(context, moved)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        slices: &[io::IoSlice],
    ) -> Poll<io::Result<usize>> {
        let moved = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.look_at_taken(context, moved)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // Nothing is held back in a socket: flushing moves nothing.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// What stops a server from outside.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// What stops a server from outside.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a way to hear it, Ctrl-C ends the program at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
