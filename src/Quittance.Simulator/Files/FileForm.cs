namespace Quittance.Simulator.Files;

/// <summary>Which of a bill's files a link opens.</summary>
internal enum FileForm
{
    /// <summary>The file as it came.</summary>
    Original,

    /// <summary>A page for people, made from an e-invoice.</summary>
    Readable,
}
