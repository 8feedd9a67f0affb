//! Connections that can be reset on command and that end with the server.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Accepts connections and hands each a wish to be told when the server stops.
#[derive(Debug)]
pub(super) struct StoppableListener {
    pub(super) inner: TcpListener,
    pub(super) stopped: watch::Receiver<()>,
}

impl Listener for StoppableListener {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.inner).await;
        let mut stopped = self.stopped.clone();
        let wire = Wire {
            stream,
            connection: Connection::default(),
            stop: Box::pin(async move {
                // A closed channel means that the server is gone: the same thing.
                let _ = stopped.changed().await;
            }),
        };
        (wire, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// A handle by which a handler can have its own connection reset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection(Arc<AtomicBool>);

impl Connection {
    /// Makes the next write fail, and the connection end with a TCP reset.
    pub(crate) fn reset(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, StoppableListener>> for Connection {
    fn connect_info(stream: IncomingStream<'_, StoppableListener>) -> Self {
        stream.io().connection.clone()
    }
}

/// One connection.
pub(super) struct Wire {
    stream: TcpStream,
    connection: Connection,
    stop: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Wire {
    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        if self.connection.0.load(Ordering::Acquire) {
            // Closing a socket that lingers for no time sends RST instead of FIN.
            self.stream.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        match self.stop.as_mut().poll(context) {
            Poll::Ready(()) => {
                // Once is enough: a finished future must not be polled again.
                self.stop = Box::pin(std::future::ready(()));
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
