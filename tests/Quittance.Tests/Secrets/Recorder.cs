using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quittance.Tests.Secrets;

/// <summary>Keeps everything that a server answers and logs, and what it was asked.</summary>
internal sealed class Recorder : IStartupFilter, ILoggerProvider
{
    private readonly ConcurrentQueue<Evidence> _heard = new();
    private readonly ConcurrentQueue<(string Headers, string Body)> _requests = new();

    public IReadOnlyList<Evidence> Heard => [.. _heard];

    public IReadOnlyList<(string Headers, string Body)> Requests => [.. _requests];

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(this);
        services.AddSingleton<ILoggerProvider>(this);
        // Of our own code every line, also those that an operator sees only when looking for a fault.
        services.Configure<LoggerFilterOptions>(filter => filter.Rules.Add(new LoggerFilterRule(typeof(Recorder).FullName, "Quittance", LogLevel.Trace, null)));
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RecordAsync);
        next(app);
    };

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        // What was heard stays.
    }

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        var wire = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        await next(context);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);

        context.Response.Body = wire;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path.Value!;
        _heard.Enqueue(new Evidence("response", $"{context.Request.Method} /{route.Trim('/')}", $"{Text(context.Response.Headers)}\n\n{Encoding.UTF8.GetString(copy.ToArray())}"));
        copy.Position = 0;
        await copy.CopyToAsync(wire, context.RequestAborted);

        // Afterwards: a body that was begun to be read cannot be limited any more.
        context.Request.Body.Position = 0;
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1, leaveOpen: true);
        _requests.Enqueue((Text(context.Request.Headers), await reader.ReadToEndAsync(context.RequestAborted)));
    }

    private static string Text(IHeaderDictionary headers) => string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}"));

    private sealed class Category(Recorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null; // The product's logs are without scopes.

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder._heard.Enqueue(new Evidence("log", category, $"{formatter(state, exception)}\n{string.Join('\n', state as IEnumerable<KeyValuePair<string, object?>> ?? [])}\n{exception}"));
    }
}
