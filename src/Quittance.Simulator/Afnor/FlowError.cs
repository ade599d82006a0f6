using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Afnor;

/// <summary>The error body of XP Z12-013.</summary>
internal sealed record FlowError(string ErrorCode, string? ErrorMessage)
{
    /// <summary>The codes of the standard's examples, by status.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "MISSING_REQUIRED_FIELD",
        StatusCodes.Status401Unauthorized => "MISSING_TOKEN",
        StatusCodes.Status403Forbidden => "FORBIDDEN_ACCESS",
        StatusCodes.Status404NotFound => "MISSING_RESOURCE",
        StatusCodes.Status413PayloadTooLarge => "FILE_SIZE_EXCEEDED",
        StatusCodes.Status422UnprocessableEntity => "UNPROCESSABLE_ENTITY",
        StatusCodes.Status429TooManyRequests => "TOO_MANY_REQUESTS",
        StatusCodes.Status503ServiceUnavailable => "RESOURCE_ERROR",
        _ => "INTERNAL_ERROR",
    };

    public static IResult Answer(int status, string message) => Results.Json(new FlowError(CodeOf(status), message), Text.Camel, statusCode: status);
}
